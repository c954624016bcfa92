#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QList>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <optional>

namespace weft::test {

/// A web server on this machine that has one file under every name, and can be made to misbehave.
class FileServer
{
public:
    explicit FileServer(QByteArray file)
        : content(std::move(file))
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            auto* const socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                const auto request = socket->readAll();
                if (request.contains("\r\n\r\n")) {
                    answer(*socket, request);
                }
            });
            QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
    }

    [[nodiscard]] QUrl address(const QString& name) const
    {
        return QStringLiteral("http://127.0.0.1:%1/%2").arg(m_server.serverPort()).arg(name);
    }

    QByteArray content;
    bool knowsRanges = true;
    std::optional<qsizetype> cutAfter;   ///< Bytes of a body before the connection breaks.
    std::optional<qsizetype> pauseAfter; ///< The same before it falls silent.
    QByteArray status;                   ///< "404 Not Found": instead of the file.
    QList<QByteArray> ranges;            ///< What each request asked for; empty: everything.

private:
    void answer(QTcpSocket& socket, const QByteArray& request)
    {
        const auto asked = rangeOf(request);
        ranges.append(asked);
        if (!status.isEmpty()) {
            socket.write("HTTP/1.1 " + status + "\r\nContent-Length: 4\r\n\r\nnone");
            return;
        }
        const bool partial = knowsRanges && !asked.isEmpty();
        const auto from = partial ? asked.mid(6).chopped(1).toLongLong() : 0;
        const auto body = content.mid(from);
        QByteArray head = partial ? "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes " +
                                        QByteArray::number(from) + "-" +
                                        QByteArray::number(content.size() - 1) + "/" +
                                        QByteArray::number(content.size()) + "\r\n"
                                  : QByteArray("HTTP/1.1 200 OK\r\n");
        head += "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n";
        socket.write(head + body.left(cutAfter.value_or(pauseAfter.value_or(body.size()))));
        if (cutAfter) {
            socket.disconnectFromHost();
        }
    }

    /// "bytes=5-" of the request's header.
    static QByteArray rangeOf(const QByteArray& request)
    {
        for (const auto& line : request.split('\n')) {
            if (line.toLower().startsWith("range:")) {
                return line.mid(6).trimmed();
            }
        }
        return {};
    }

    QTcpServer m_server;
};

} // namespace weft::test

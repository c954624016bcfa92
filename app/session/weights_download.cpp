#include "app/session/weights_download.h"

#include "app/session/job.h"

#include "widgets/util/format.h"

#include "core/base/atomic_file.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QNetworkReply>
#include <QStorageInfo>

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace weft {

namespace {

constexpr int silenceMilliseconds = 30'000; ///< Until a server that sends nothing is given up.
constexpr int statusOk = 200;
constexpr int statusPartial = 206;
constexpr int statusRangeUnsatisfiable = 416;

/// Hexadecimal; empty where the file cannot be read or the work was stopped.
QByteArray sha256Of(const QString& path, const std::stop_token& stop)
{
    constexpr qint64 piece = 1 << 20;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    while (!file.atEnd() && !stop.stop_requested()) {
        hash.addData(file.read(piece));
    }
    return file.error() == QFileDevice::NoError ? hash.result().toHex() : QByteArray();
}

/// What came of looking at a file.
struct Verified
{
    QByteArray sha256;
    QString problem; ///< Why it could not be kept under its name; empty: it is, or is not the one.
};

/// Takes the disk's time, so it belongs into the background. What is not the published file is
/// removed, but for one that stands under its name already.
Verified keepIfRight(const QString& file, const QString& target, const QByteArray& sha256,
                     const std::stop_token& stop)
{
    Verified verified{sha256Of(file, stop), {}};
    if (stop.stop_requested() || file == target) {
        return verified;
    }
    if (verified.sha256 != sha256) {
        QFile::remove(file);
        return verified;
    }
    QFile written(file);
    if (!written.open(QIODevice::ReadWrite)) {
        verified.problem = written.errorString();
        return verified;
    }
    if (::fsync(written.handle()) != 0) {
        verified.problem = QString::fromStdString(std::generic_category().message(errno));
        return verified;
    }
    written.close();
    const std::filesystem::path to = target.toStdString();
    std::error_code failure;
    std::filesystem::rename(file.toStdString(), to, failure);
    if (failure) {
        verified.problem = QString::fromStdString(failure.message());
    } else if (const auto synced = syncFolder(to.parent_path()); !synced) {
        verified.problem = QString::fromStdString(synced.error().reason);
    }
    return verified;
}

int statusOf(const QNetworkReply& reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

} // namespace

WeightsDownload::WeightsDownload(QObject* parent)
    : QObject(parent)
{
    m_network.setTransferTimeout(silenceMilliseconds);
}

WeightsDownload::~WeightsDownload()
{
    cancel();
}

void WeightsDownload::start(const KnownWeights& weights, const QString& folder)
{
    cancel();
    m_weights = weights;
    m_active = true;
    if (!QDir().mkpath(folder)) {
        fail(tr("The folder %1 cannot be made.").arg(folder));
        return;
    }
    m_target = QDir(folder).filePath(weights.fileName);
    m_part.setFileName(m_target + QStringLiteral(".part"));
    if (QFileInfo(m_target).size() == weights.bytes) {
        verify(m_target);
    } else {
        fetch();
    }
}

void WeightsDownload::cancel()
{
    m_active = false;
    delete m_verifying;
    endTransfer();
}

void WeightsDownload::fetch()
{
    if (!m_part.open(QIODevice::ReadWrite) || !m_part.seek(m_part.size())) {
        fail(tr("%1 cannot be written: %2").arg(m_part.fileName(), m_part.errorString()));
        return;
    }
    if (m_part.size() > m_weights.bytes && !beginAnew()) {
        return;
    }
    const auto missing = m_weights.bytes - m_part.size();
    const auto room = QStorageInfo(QFileInfo(m_part.fileName()).absolutePath()).bytesAvailable();
    if (room >= 0 && room < missing) {
        fail(tr("%1 needs %2 on the disk, where %3 are free.")
                 .arg(m_target, Format::bytes(static_cast<std::uint64_t>(missing)),
                      Format::bytes(static_cast<std::uint64_t>(room))));
        return;
    }
    if (missing == 0) {
        m_part.close();
        verify(m_part.fileName());
        return;
    }
    QNetworkRequest request(m_weights.address);
    request.setRawHeader("Accept-Encoding", "identity"); // So that the bytes are the file's.
    if (m_part.size() > 0) {
        request.setRawHeader("Range", "bytes=" + QByteArray::number(m_part.size()) + "-");
    }
    m_accepted = false;
    m_reply = m_network.get(request);
    connect(m_reply, &QNetworkReply::readyRead, this, &WeightsDownload::takeBytes);
    connect(m_reply, &QNetworkReply::finished, this, &WeightsDownload::endReply);
    emit progressed(m_part.size(), m_weights.bytes);
}

bool WeightsDownload::beginAnew()
{
    if (m_part.resize(0) && m_part.seek(0)) {
        return true;
    }
    fail(tr("%1 cannot be written: %2").arg(m_part.fileName(), m_part.errorString()));
    return false;
}

bool WeightsDownload::acceptAnswer()
{
    m_accepted = true;
    const int status = statusOf(*m_reply);
    if (status == statusPartial) {
        const auto range = m_reply->rawHeader("Content-Range");
        const auto expected = "bytes " + QByteArray::number(m_part.size()) + "-";
        if (!range.startsWith(expected) ||
            !range.endsWith("/" + QByteArray::number(m_weights.bytes))) {
            fail(tr("The server's file %1 is not the one that was begun.")
                     .arg(m_weights.address.toString()));
            return false;
        }
        return true;
    }
    const auto length = m_reply->header(QNetworkRequest::ContentLengthHeader);
    if (length.isValid() && length.toLongLong() != m_weights.bytes) {
        fail(tr("The server's file %1 has %2 bytes instead of %3.")
                 .arg(m_weights.address.toString(), Format::count(length.toLongLong()),
                      Format::count(m_weights.bytes)));
        return false;
    }
    // A server that knows no ranges sends everything again.
    return m_part.size() == 0 || beginAnew();
}

void WeightsDownload::takeBytes()
{
    const int status = statusOf(*m_reply);
    if (status != statusOk && status != statusPartial) {
        return; // An error's page; endReply() tells of it.
    }
    if (!m_accepted && !acceptAnswer()) {
        return;
    }
    const auto bytes = m_reply->readAll();
    if (m_part.size() + bytes.size() > m_weights.bytes) {
        m_part.resize(0);
        fail(tr("The server's file %1 is longer than it says.").arg(m_weights.address.toString()));
        return;
    }
    if (m_part.write(bytes) != bytes.size() || !m_part.flush()) {
        fail(tr("%1 cannot be written: %2").arg(m_part.fileName(), m_part.errorString()));
        return;
    }
    emit progressed(m_part.size(), m_weights.bytes);
}

void WeightsDownload::endReply()
{
    if (!m_active || !m_reply) {
        return;
    }
    const int status = statusOf(*m_reply);
    if (status == statusRangeUnsatisfiable) {
        m_part.resize(0); // What was begun is of another file.
    }
    if (m_reply->error() != QNetworkReply::NoError) {
        const auto kept = m_part.size() > 0
                              ? tr(" The %1 that have come are kept; start again to go on.")
                                    .arg(Format::bytes(static_cast<std::uint64_t>(m_part.size())))
                              : QString();
        const auto reason =
            m_reply->error() == QNetworkReply::OperationCanceledError
                ? tr("the server has sent nothing for %1 s").arg(silenceMilliseconds / 1000)
                : m_reply->errorString();
        fail(tr("%1 cannot be fetched: %2.%3").arg(m_weights.address.toString(), reason, kept));
        return;
    }
    takeBytes();
    if (!m_active) {
        return;
    }
    if (m_part.size() != m_weights.bytes) {
        fail(tr("The server's file %1 ended after %2 of %3 bytes. Start again to go on.")
                 .arg(m_weights.address.toString(), Format::count(m_part.size()),
                      Format::count(m_weights.bytes)));
        return;
    }
    endTransfer();
    verify(m_part.fileName());
}

void WeightsDownload::verify(const QString& file)
{
    m_verifying = Job::run<Verified>(
        this,
        [file, target = m_target, sha256 = m_weights.sha256](const std::stop_token& stop,
                                                             const ProgressCallback&) {
            return keepIfRight(file, target, sha256, stop);
        },
        [this, file](const Verified& verified) {
            takeVerified(file, verified.sha256, verified.problem);
        });
}

void WeightsDownload::takeVerified(const QString& file, const QByteArray& sha256,
                                   const QString& problem)
{
    m_verifying = nullptr;
    if (!problem.isEmpty()) {
        fail(tr("%1 cannot be written: %2").arg(m_target, problem));
    } else if (sha256 == m_weights.sha256) {
        m_active = false;
        emit finished(m_target);
    } else if (file == m_target) {
        fetch(); // Somebody has changed the file that was there; the new one takes its place.
    } else {
        fail(tr("The file from %1 is not the published one and was removed: its SHA-256 is %2 "
                "instead of %3.")
                 .arg(m_weights.address.toString(), QString::fromLatin1(sha256),
                      QString::fromLatin1(m_weights.sha256)));
    }
}

void WeightsDownload::fail(const QString& reason)
{
    m_active = false;
    endTransfer();
    emit failed(reason);
}

void WeightsDownload::endTransfer()
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
        m_reply = nullptr;
    }
    m_part.close();
}

} // namespace weft

#pragma once

#include <QElapsedTimer>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>
#include <QTcpServer>
#include <QTest>

#include <csignal>
#include <functional>
#include <memory>
#include <vector>

namespace weft {

/// weft-cli started as several ranks, as torchrun would.
class RankProcesses
{
public:
    struct Rank
    {
        QProcess process;
        QByteArray error; ///< What it has said on standard error so far.
    };

    RankProcesses(int size, const QStringList& arguments)
        : RankProcesses(std::vector<QStringList>(static_cast<std::size_t>(size), arguments))
    {
    }

    /// Arguments of each rank. lastSize: how many ranks the last is told that there are.
    explicit RankProcesses(const std::vector<QStringList>& arguments, std::size_t lastSize = 0)
    {
        const auto port = freePort();
        for (std::size_t rank = 0; rank < arguments.size(); ++rank) {
            auto& started = *m_ranks.emplace_back(std::make_unique<Rank>());
            auto environment = QProcessEnvironment::systemEnvironment();
            environment.insert("RANK", QString::number(rank));
            const bool lies = lastSize > 0 && rank + 1 == arguments.size();
            environment.insert("WORLD_SIZE", QString::number(lies ? lastSize : arguments.size()));
            environment.insert("MASTER_ADDR", "127.0.0.1");
            environment.insert("MASTER_PORT", QString::number(port));
            started.process.setProcessEnvironment(environment);
            started.process.start(QStringLiteral(WEFT_BINARY_DIR "/bin/weft-cli"), arguments[rank]);
            started.process.waitForStarted();
        }
    }

    ~RankProcesses()
    {
        for (auto& rank : m_ranks) {
            if (rank->process.state() != QProcess::NotRunning) {
                signal(*rank, SIGKILL);
                rank->process.waitForFinished();
            }
        }
    }

    void signal(int rank, int number)
    {
        signal(*m_ranks.at(static_cast<std::size_t>(rank)), number);
    }

    /// Waits until the condition holds; false where it does not within two minutes.
    static bool waitFor(const std::function<bool()>& condition)
    {
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 120'000) {
            if (condition()) {
                return true;
            }
            QTest::qWait(5);
        }
        return false;
    }

    /// The exit code; -1 where it was killed or does not end within the time.
    int finish(int rank, int milliseconds = 120'000)
    {
        auto& process = m_ranks.at(static_cast<std::size_t>(rank))->process;
        if (process.state() != QProcess::NotRunning && !process.waitForFinished(milliseconds)) {
            return -1;
        }
        return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    }

    QByteArray error(int rank)
    {
        auto& of = *m_ranks.at(static_cast<std::size_t>(rank));
        of.error += of.process.readAllStandardError();
        return of.error;
    }

    QByteArray output(int rank)
    {
        return m_ranks.at(static_cast<std::size_t>(rank))->process.readAllStandardOutput();
    }

private:
    static void signal(const Rank& rank, int number)
    {
        ::kill(static_cast<pid_t>(rank.process.processId()), number);
    }

    static quint16 freePort()
    {
        QTcpServer server;
        server.listen(QHostAddress::LocalHost);
        return server.serverPort();
    }

    std::vector<std::unique_ptr<Rank>> m_ranks;
};

/// Digits with a network so small that a step takes milliseconds.
inline QStringList rankArguments(const QString& library, const QStringList& settings)
{
    QStringList arguments{"train",  "--data", "builtin:digits", "--preset",       "quick",
                          "--json", "--runs", library,          "--rank-timeout", "4"};
    for (const auto& setting : QStringList{"train.threads=1", "train.seed=7", "data.size=16",
                                           "model.hidden=16", "model.grid=4"} +
                                   settings) {
        arguments << "--set" << setting;
    }
    return arguments;
}

} // namespace weft

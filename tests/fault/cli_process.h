#pragma once

#include "core/base/file_descriptor.h"

#include <QByteArray>
#include <QElapsedTimer>
#include <QProcess>
#include <QStringList>

#include <fcntl.h>
#include <pty.h>
#include <unistd.h>

#include <csignal>
#include <functional>

namespace weft {

/// The real command line in a process of its own. Its standard error is a terminal, so that its
/// progress bar tells where it is.
class CliProcess
{
public:
    explicit CliProcess(const QStringList& arguments)
    {
        int terminal = -1;
        int childSide = -1;
        winsize size{25, 100, 0, 0};
        if (::openpty(&terminal, &childSide, nullptr, nullptr, &size) == 0) {
            m_terminal = FileDescriptor(terminal);
            ::fcntl(terminal, F_SETFL, O_NONBLOCK);
            ::fcntl(terminal, F_SETFD, FD_CLOEXEC);
        }
        const FileDescriptor closesOurs(childSide);
        m_process.setChildProcessModifier([childSide] { ::dup2(childSide, STDERR_FILENO); });
        m_process.start(QStringLiteral(WEFT_BINARY_DIR "/bin/weft-cli"), arguments);
        m_process.waitForStarted();
    }

    ~CliProcess()
    {
        if (m_process.state() != QProcess::NotRunning) {
            kill();
        }
    }

    /// Waits until the condition holds, looking all the time. False where the process ended before.
    bool waitFor(const std::function<bool()>& condition)
    {
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < limit) {
            readTerminal();
            if (condition()) {
                return m_process.state() != QProcess::NotRunning;
            }
            m_process.waitForFinished(1);
            if (m_process.state() == QProcess::NotRunning) {
                return false;
            }
        }
        return false;
    }

    /// Whether the terminal has shown a text so far.
    [[nodiscard]] bool showed(const char* text) const { return m_shown.contains(text); }

    void kill() { end(SIGKILL); }
    void interrupt() { end(SIGINT); }

    /// Its exit code once it has ended; -1 where it does not end or was killed.
    int finish()
    {
        waitFor([] { return false; });
        readTerminal();
        return m_process.state() == QProcess::NotRunning &&
                       m_process.exitStatus() == QProcess::NormalExit
                   ? m_process.exitCode()
                   : -1;
    }

    [[nodiscard]] QByteArray shown() const { return m_shown; }

private:
    static constexpr int limit = 120'000; // Milliseconds; many times what it takes.

    void end(int signal)
    {
        ::kill(static_cast<pid_t>(m_process.processId()), signal);
        finish();
    }

    /// A terminal that nobody reads would stop its writer.
    void readTerminal()
    {
        char buffer[4096];
        for (;;) {
            const auto got = ::read(m_terminal.get(), buffer, sizeof buffer);
            if (got <= 0) {
                return;
            }
            m_shown.append(buffer, static_cast<qsizetype>(got));
        }
    }

    FileDescriptor m_terminal;
    QProcess m_process;
    QByteArray m_shown;
};

} // namespace weft

#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace weft::testing {

/// A real Slurm cluster of this one machine, with daemons, keys and ports of its own; see
/// tests/cluster/one_node_slurm.sh. While it lives SLURM_CONF names it, for this process and those
/// that it starts. All its daemons and jobs end with it.
class OneNodeSlurm
{
public:
    /// Starts it. Where that cannot be, obstacle() says why: a test skips then.
    OneNodeSlurm()
        : m_folder(QStringLiteral("/tmp/weft-slurm-XXXXXX"))
    {
        m_obstacle = call("start");
        if (m_obstacle.isEmpty()) {
            qputenv("SLURM_CONF", m_folder.filePath(QStringLiteral("slurm.conf")).toUtf8());
        }
    }
    ~OneNodeSlurm()
    {
        if (m_obstacle.isEmpty()) {
            call("stop");
            qunsetenv("SLURM_CONF");
        }
    }
    OneNodeSlurm(const OneNodeSlurm&) = delete;
    OneNodeSlurm& operator=(const OneNodeSlurm&) = delete;

    [[nodiscard]] QByteArray obstacle() const { return m_obstacle; }
    [[nodiscard]] QString folder() const { return m_folder.path(); }

private:
    QByteArray call(const char* what)
    {
        QProcess script;
        script.start(QStringLiteral(WEFT_SOURCE_DIR "/tests/cluster/one_node_slurm.sh"),
                     {QString::fromLatin1(what), m_folder.path()});
        if (!script.waitForFinished(40'000)) {
            script.kill();
            script.waitForFinished();
            return "one_node_slurm.sh does not end";
        }
        const auto said = script.readAllStandardError().trimmed();
        return script.exitCode() == 0 ? QByteArray()
               : said.isEmpty()       ? QByteArray("one_node_slurm.sh has failed")
                                      : said;
    }

    QTemporaryDir m_folder;
    QByteArray m_obstacle;
};

} // namespace weft::testing

#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QString>
#include <QTemporaryDir>

namespace weft::testing {

/// Programs named sbatch, squeue, sacct, scontrol, scancel and ssh at the head of PATH while it
/// lives, which know a queue in a file and no cluster.
class FakeSlurm
{
public:
    FakeSlurm()
        : m_path(qgetenv("PATH"))
    {
        QDir(m_folder.path()).mkpath(QStringLiteral("bin"));
        qputenv("PATH", (m_folder.filePath(QStringLiteral("bin")).toUtf8() + ":" + m_path));
        qputenv("FAKE_SLURM", m_folder.path().toUtf8());
        program("sbatch", "[ -e $FAKE_SLURM/refuse ] && { cat $FAKE_SLURM/refuse >&2; exit 1; }\n"
                          "n=$(($(cat $FAKE_SLURM/last 2>/dev/null || echo 0) + 1))\n"
                          "echo $n > $FAKE_SLURM/last\n"
                          "pwd > $FAKE_SLURM/folder-$n\n"
                          "echo \"$n|PENDING|0:00||Priority\" >> $FAKE_SLURM/queue\n"
                          "echo $n\n");
        program("squeue", "[ -e $FAKE_SLURM/down ] && { echo 'slurm_load_jobs error: Unable to "
                          "contact slurm controller (connect failure)' >&2; exit 1; }\n"
                          "cat $FAKE_SLURM/queue 2>/dev/null; exit 0\n");
        program("sacct", "for id; do :; done\n"
                         "echo 'Slurm accounting storage is disabled' >&2; exit 1\n");
        program("scontrol", "cat \"$FAKE_SLURM/control-$4\" 2>/dev/null\n");
        program("scancel",
                "grep -q \"^$1|\" $FAKE_SLURM/queue 2>/dev/null || { echo 'scancel: error: Kill "
                "job error on job id '$1': Invalid job id specified' >&2; exit 1; }\n"
                "sed -i \"/^$1|/d\" $FAKE_SLURM/queue\n"
                "echo \"JobId=$1 JobState=CANCELLED Reason=None ExitCode=0:15 RunTime=00:00:07 "
                "NodeList=n1\" > $FAKE_SLURM/control-$1\n");
        program("ssh", "for word; do printf '%s\\n' \"$word\" >> $FAKE_SLURM/ssh; done\n"
                       "[ -e $FAKE_SLURM/unreachable ] && { cat $FAKE_SLURM/unreachable >&2; exit "
                       "255; }\n"
                       "for command; do :; done\n"
                       "exec sh -c \"$command\"\n");
    }
    ~FakeSlurm() { qputenv("PATH", m_path); }
    FakeSlurm(const FakeSlurm&) = delete;
    FakeSlurm& operator=(const FakeSlurm&) = delete;

    /// Another program, as lines of a shell.
    void program(const char* name, const QByteArray& lines)
    {
        const auto path = m_folder.filePath(QStringLiteral("bin/") + QLatin1String(name));
        write(QStringLiteral("bin/") + QLatin1String(name), "#!/bin/sh\n" + lines);
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    /// Nothing but what the shell needs is in PATH, as where Slurm is not installed.
    void uninstall()
    {
        for (const auto* name : {"sbatch", "squeue", "sacct", "scontrol", "scancel"}) {
            QFile::remove(m_folder.filePath(QStringLiteral("bin/") + QLatin1String(name)));
        }
        const QString bin = m_folder.filePath(QStringLiteral("bin/"));
        for (const auto* name : {"id", "sed", "tr", "mkdir", "mv", "cat", "sh", "grep"}) {
            for (const auto* place : {"/usr/bin/", "/bin/"}) {
                QFile::link(QLatin1String(place) + QLatin1String(name), bin + QLatin1String(name));
            }
        }
        qputenv("PATH", bin.toUtf8());
    }

    void write(const QString& name, const QByteArray& text)
    {
        QFile file(m_folder.filePath(name));
        if (file.open(QIODevice::WriteOnly)) {
            file.write(text);
        }
    }
    [[nodiscard]] QByteArray read(const QString& name) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void remove(const QString& name) { QFile::remove(m_folder.filePath(name)); }

private:
    QTemporaryDir m_folder;
    QByteArray m_path;
};

} // namespace weft::testing

#pragma once

#include <QDir>
#include <QFile>
#include <QVector>

#include <sys/types.h>

namespace weft {

/// The numbers of a process's children that run weft-cli: ranks that it has started.
inline QVector<pid_t> rankProcesses(qint64 parent)
{
    QVector<pid_t> found;
    for (const auto& name : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        QFile status(QStringLiteral("/proc/%1/stat").arg(name));
        if (name.toInt() == 0 || !status.open(QIODevice::ReadOnly)) {
            continue;
        }
        const auto text = status.readAll();
        const auto rest = text.mid(text.lastIndexOf(')') + 2).split(' ');
        if (text.contains("(weft-cli)") && rest.size() > 1 && rest[1].toLongLong() == parent &&
            rest[0] != "Z") {
            found.append(name.toInt());
        }
    }
    return found;
}

} // namespace weft

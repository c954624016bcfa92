#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>
#include <QVector>

namespace weft::test {

/// weft-cli, as it was built.
inline const QString program = QStringLiteral(WEFT_BINARY_DIR "/bin/weft-cli");

/// What a call of weft-cli came to.
struct Output
{
    int code = -1;
    QByteArray out;
    QByteArray error;

    /// Standard output, one object a line.
    [[nodiscard]] QVector<QJsonObject> lines() const
    {
        QVector<QJsonObject> objects;
        for (const auto& line : out.split('\n')) {
            if (!line.isEmpty()) {
                objects.append(QJsonDocument::fromJson(line).object());
            }
        }
        return objects;
    }
};

inline Output finish(QProcess& process)
{
    if (!process.waitForFinished(60000)) {
        process.kill();
        process.waitForFinished();
        return {};
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

inline Output run(const QStringList& arguments,
                  const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment())
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    return finish(process);
}

/// Digits with a network so small that an epoch takes about a second.
inline QStringList trainDigits(const QString& library, int epochs)
{
    return {"train",
            "--data",
            "builtin:digits",
            "--preset",
            "quick",
            "--runs",
            library,
            "--set",
            "data.size=16",
            "--set",
            "model.grid=4",
            "--set",
            "model.hidden=16",
            "--set",
            "train.batch=128",
            "--set",
            QStringLiteral("train.epochs=%1").arg(epochs),
            "--json"};
}

} // namespace weft::test

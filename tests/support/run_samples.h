#pragma once

#include "core/store/run_writer.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QMap>

#include <filesystem>
#include <string>

/// Runs and events for tests that need real run directories.
namespace weft::samples {

inline RunRecord record(const std::string& source = "builtin:digits")
{
    RunRecord record;
    record.config.data.source = source;
    record.config.train.lr = 0.1;
    record.dataTitle = "Digits";
    record.dataFingerprint = "0123456789abcdef";
    record.trainImages = 1437;
    record.validationImages = 4;
    record.classNames = {"zero", "one", "猫"};
    record.preprocessing.kind = TransformKind::Small;
    record.preprocessing.size = 32;
    record.preprocessing.flip = false;
    record.preprocessing.mean = {0.1F, 0.2F, 0.3F};
    record.preprocessing.deviation = {0.7F, 0.8F, 0.9F};
    record.parameters = 472'426;
    record.environment.threads = 2;
    record.environment.libtorchVersion = "1.13.1";
    return record;
}

/// Values that no decimal fraction and no float holds exactly.
inline StepEvent step(std::int64_t number, int epoch = 1, double scale = 1)
{
    return {number,
            epoch,
            static_cast<double>(number) / 7,
            scale / static_cast<double>(number) / 3,
            0.1 * scale,
            1e-3 / 3,
            1.0 / 9,
            123.4};
}

inline EpochEvent epoch(int number, std::int64_t lastStep)
{
    EpochEvent event;
    event.epoch = number;
    event.step = lastStep;
    event.trainLoss = 1.0 / 3;
    event.trainAccuracy = 2.0 / 3;
    event.valLoss = 0.1 * number;
    event.valTop1 = 3.0 / 4;
    event.valTop5 = 1;
    event.confusion = ConfusionMatrix(3, {2, 0, 0, 0, 1, 0, 0, 1, 0});
    event.predictions = {{0, 0, 0.9F}, {0, 0, 0.1F}, {1, 1, 1.0F / 3}, {2, -1, 0}};
    event.seconds = 1.5;
    event.imagesPerSecond = 321;
    event.best = true;
    return event;
}

inline WatchedEvent watched(int epoch)
{
    WatchedImage image;
    image.index = 3;
    image.name = "猫/0003.png";
    image.label = 2;
    image.predicted = 1;
    image.confidence = 1.0F / 3;
    image.heatMap = {HeatMapKind::Attention, 2, 2, {0.1F, 0.2F, 0.3F, 0.4F}};
    return {epoch, {image}};
}

/// A short whole run: steps 1 to 4, two epochs, watched images, state Finished.
inline std::filesystem::path finishedRun(const std::filesystem::path& library,
                                         const std::string& name, RunRecord runRecord = record(),
                                         double accuracy = 0.75)
{
    auto writer = RunWriter::create(library, std::move(runRecord), {name, {}}).value();
    bool ok = writer.write(watched(0)).ok();
    for (int number = 1; number <= 4; ++number) {
        ok = ok && writer.write(step(number, (number + 1) / 2)).ok();
        if (number % 2 == 0) {
            ok = ok && writer.write(epoch(number / 2, number)).ok();
            ok = ok && writer.write(watched(number / 2)).ok();
        }
    }
    ok = ok && writer.writeStatus({RunState::Finished, 2, 2, accuracy, 12.5, 1U << 30, {}}).ok();
    ok = ok && writer.flush().ok();
    return ok ? writer.path() : std::filesystem::path();
}

/// Every file below a folder with a hash of its content and its time of change.
inline QMap<QString, QByteArray> treeOf(const std::filesystem::path& folder)
{
    QMap<QString, QByteArray> tree;
    QDirIterator entries(QString::fromStdString(folder.string()),
                         QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                         QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        const QString path = entries.next();
        QFile file(path);
        QByteArray state =
            QByteArray::number(entries.fileInfo().lastModified().toMSecsSinceEpoch());
        if (entries.fileInfo().isFile() && file.open(QIODevice::ReadOnly)) {
            state += QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256).toHex();
        }
        tree.insert(path, state);
    }
    return tree;
}

inline QByteArray contentOf(const std::filesystem::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Puts content in a file as another program would: directly.
inline bool overwrite(const std::filesystem::path& path, const QByteArray& content)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

} // namespace weft::samples

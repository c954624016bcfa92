#pragma once

#include "training_support.h"

#include "core/compare/comparison.h"

#include <QObject>
#include <QTemporaryDir>

#include <filesystem>
#include <memory>

namespace weft::test {

namespace fs = std::filesystem;

/// Trains or carries on the next run; stopAfter steps it is stopped where that is above 0.
inline RunState trainNext(Comparison& comparison, int stopAfter = 0)
{
    const auto step = comparison.next();
    RecordingSink sink;
    RunControl control;
    int steps = 0;
    sink.react = [&](const TrainingEvent& event) {
        if (asStep(event) != nullptr && ++steps == stopAfter) {
            control.stop();
        }
    };
    const auto summary = step->unfinished.empty()
                             ? trainRun(step->request, sink, control,
                                        [&](const fs::path& directory) {
                                            (void)comparison.noteBegun(step->number, directory);
                                        })
                             : resumeRun(step->unfinished, sink, control);
    (void)comparison.noteEnded(step->number);
    return summary ? summary->state : RunState::Failed;
}

/// The base of tests of two small networks on a folder of images of their own.
class SmallComparison : public QObject
{
protected:
    void prepare() ///< Before each test.
    {
        m_folder = std::make_unique<QTemporaryDir>();
        writeColourFolder(path("images"), 20);
        auto config = tinyConfig(path("images"));
        config.train.epochs = 1;
        auto mean = config;
        mean.model.head = Head::Mean;
        m_plan = {"Heads: a test", {{"Own", config, {}}, {"Mean", mean, {}}}, {0, 1}};
    }

    [[nodiscard]] fs::path path(const char* name) const
    {
        return m_folder->filePath(name).toStdString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    ComparisonPlan m_plan;
};

} // namespace weft::test

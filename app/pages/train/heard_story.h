#pragma once

#include "app/pages/train/run_story.h"

#include <QObject>

#include <optional>

namespace weft {

class FollowedRun;
class TrainingSession;

/// The story of a run that is heard of, kept up to date: the one that this window trains, or one
/// that is followed. Tells what has become of it, for whoever shows it.
class HeardStory : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    void hear(TrainingSession& training); ///< Once; the story begins with each training.
    void hear(FollowedRun& followed);     ///< Once; the story is begun by begin().

    void begin(const QString& directory = {}); ///< An empty story, in the place of the former one.
    void clear() { m_story.reset(); }
    /// As its directory tells it by now; nothing where that is another run's.
    void takeRecord(const RunDirectory& run);

    [[nodiscard]] const RunStory* get() const { return m_story ? &*m_story : nullptr; }
    [[nodiscard]] RunStory* get() { return m_story ? &*m_story : nullptr; }

signals:
    void stepsGrew(const QVector<weft::StepEvent>& steps);
    void epochGrew(const weft::EpochPtr& epoch);
    void watchedGrew();
    void rewritten(); ///< Something that was told before is superseded.
    void progressed();
    void recordChanged(); ///< Its record, or what it is called.

private:
    template <typename Source>
    void hearEvents(Source& source);

    std::optional<RunStory> m_story;
};

} // namespace weft

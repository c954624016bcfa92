#pragma once

#include "app/session/run_contact.h"

#include "core/store/event_log.h"
#include "core/store/run_directory.h"
#include "core/train/events.h"

#include <QString>
#include <QStringList>
#include <QVector>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>

namespace weft {

using EpochPtr = std::shared_ptr<const EpochEvent>;
using WatchedPtr = std::shared_ptr<const WatchedEvent>;

/// What is known of one run: heard live, read from its directory, or both. A value without widgets
/// or threads; it costs little to copy but its steps.
///
/// Steps and epochs come in order. One that comes a second time (a resumed run repeats what
/// followed its checkpoint) supersedes the first and everything after it.
class RunStory
{
public:
    RunStory() = default;
    /// A run as its directory tells it. Blocks; fails as RunDirectory does.
    [[nodiscard]] static Result<RunStory> read(const std::filesystem::path& directory);

    void setDirectory(const QString& directory) { m_directory = directory; }
    void setRecord(const RunRecord& record, const RunLabel& label);
    void setState(RunState state) { m_state = state; }
    void notePeakMemory(std::size_t bytes); ///< As its status tells; only a higher one counts.
    void setProgress(const ProgressEvent& progress) { m_progress = progress; }
    void setProblem(const QString& problem) { m_problem = problem; }
    void setStatus(const RunStatus& status); ///< Its state, problem and peak.
    void setContact(const RunContact& contact) { m_contact = contact; }

    /// Both return true where something earlier was superseded.
    bool addSteps(const QVector<StepEvent>& steps);
    bool addEpoch(const EpochPtr& epoch);
    void addWatched(const WatchedPtr& watched);
    /// What the mark supersedes goes; true where that is anything.
    bool takeUp(const TakenUp& mark);
    /// Adds what the directory told and no event has yet: the past of a run that was resumed.
    void addPast(const RunStory& past);

    [[nodiscard]] const QString& directory() const { return m_directory; }
    [[nodiscard]] const std::optional<RunRecord>& record() const { return m_record; }
    [[nodiscard]] QString name() const; ///< Empty while not known.
    [[nodiscard]] QStringList classNames() const;
    [[nodiscard]] RunState state() const { return m_state; }
    [[nodiscard]] bool resumable() const; ///< Stopped or interrupted.
    [[nodiscard]] const QString& problem() const { return m_problem; }
    [[nodiscard]] const std::optional<ProgressEvent>& progress() const { return m_progress; }
    /// Only of a run that is followed.
    [[nodiscard]] const std::optional<RunContact>& contact() const { return m_contact; }

    [[nodiscard]] const QVector<StepEvent>& steps() const { return m_steps; }
    [[nodiscard]] const std::map<int, EpochPtr>& epochs() const { return m_epochs; }
    [[nodiscard]] EpochPtr epoch(int number) const; ///< Null: not (yet) validated.
    [[nodiscard]] WatchedPtr watched(int number) const;
    [[nodiscard]] EpochPtr best() const;  ///< By validation accuracy, the first of equals; or null.
    [[nodiscard]] int firstEpoch() const; ///< That has something to show: 0 before training.
    [[nodiscard]] int lastEpoch() const;
    [[nodiscard]] int plannedEpochs() const;           ///< 0 while not known.
    [[nodiscard]] double share() const;                ///< Of the work that is done, 0..1.
    [[nodiscard]] double seconds() const;              ///< Of the finished epochs.
    [[nodiscard]] double imagesPerSecond() const;      ///< Latest; 0 while not known.
    [[nodiscard]] std::size_t peakMemoryBytes() const; ///< See RunStatus.
    /// Of the network that it learns from, on the validation images; empty where there is none.
    [[nodiscard]] std::optional<double> teacherAccuracy() const;

private:
    RunStory(const RunDirectory& run, RunHistory history);

    QString m_directory;
    std::optional<RunRecord> m_record;
    RunLabel m_label;
    RunState m_state = RunState::Preparing;
    std::optional<ProgressEvent> m_progress;
    std::optional<RunContact> m_contact;
    QString m_problem;
    std::size_t m_storedPeak = 0; ///< As the directory tells it.
    QVector<StepEvent> m_steps;
    std::map<int, EpochPtr> m_epochs;
    std::map<int, WatchedPtr> m_watched;
};

} // namespace weft

#include "app/pages/train/heard_story.h"

#include "app/session/followed_run.h"
#include "app/session/training_session.h"

namespace weft {

/// What both sources tell in the same way.
template <typename Source>
void HeardStory::hearEvents(Source& source)
{
    connect(&source, &Source::stepsArrived, this, [this](const QVector<StepEvent>& steps) {
        if (m_story->addSteps(steps)) {
            emit rewritten();
        } else {
            emit stepsGrew(steps);
        }
    });
    connect(&source, &Source::epochArrived, this, [this](const EpochPtr& epoch) {
        if (m_story->addEpoch(epoch)) {
            emit rewritten();
        } else {
            emit epochGrew(epoch);
        }
    });
    connect(&source, &Source::watchedArrived, this, [this](const WatchedPtr& watched) {
        m_story->addWatched(watched);
        emit watchedGrew();
    });
    connect(&source, &Source::progressChanged, this, [this](const ProgressEvent& progress) {
        if (m_story) { // It may have been taken away with what was told just before.
            m_story->setProgress(progress);
            emit progressed();
        }
    });
}

void HeardStory::hear(TrainingSession& training)
{
    connect(&training, &TrainingSession::started, this, [this] { begin(); });
    connect(&training, &TrainingSession::runDirectoryKnown, this, [this](const QString& run) {
        if (m_story) {
            m_story->setDirectory(run);
        }
    });
    hearEvents(training);
    connect(&training, &TrainingSession::stateChanged, this, [this](RunState state) {
        if (m_story) {
            m_story->setState(state);
            emit progressed();
        }
    });
}

void HeardStory::hear(FollowedRun& followed)
{
    connect(&followed, &FollowedRun::begunAnew, this,
            [this] { begin(QString(m_story->directory())); });
    connect(&followed, &FollowedRun::recordArrived, this,
            [this](const RunRecord& record, const RunLabel& label) {
                m_story->setRecord(record, label);
                emit recordChanged();
            });
    connect(&followed, &FollowedRun::takenUp, this, [this](const TakenUp& mark) {
        if (m_story->takeUp(mark)) {
            emit rewritten();
        }
    });
    hearEvents(followed);
    connect(&followed, &FollowedRun::statusChanged, this, [this](const RunStatus& status) {
        m_story->setStatus(status);
        emit progressed();
    });
    connect(&followed, &FollowedRun::contactChanged, this, [this](const RunContact& contact) {
        m_story->setContact(contact);
        emit progressed();
    });
}

void HeardStory::takeRecord(const RunDirectory& run)
{
    if (m_story && m_story->directory().toStdString() == run.path().string()) {
        m_story->setRecord(run.record(), run.label());
        m_story->notePeakMemory(run.status().peakMemoryBytes);
        emit recordChanged();
    }
}

void HeardStory::begin(const QString& directory)
{
    m_story.emplace();
    m_story->setDirectory(directory);
}

} // namespace weft

#include "app/pages/train/live_record.h"

#include "app/pages/train/heard_story.h"
#include "app/session/job.h"
#include "app/session/training_session.h"

namespace weft {

LiveRecord::LiveRecord(TrainingSession& training, HeardStory& story, QObject* parent)
    : QObject(parent)
    , m_story(story)
{
    connect(&training, &TrainingSession::runDirectoryKnown, this, &LiveRecord::readPast);
}

void LiveRecord::readPast(const QString& directory)
{
    if (m_past) {
        m_past->cancel();
    }
    m_past = Job::run<Result<RunStory>>(
        this,
        [path = directory.toStdString()](const std::stop_token&, const ProgressCallback&) {
            return RunStory::read(path);
        },
        [this](const Result<RunStory>& read) {
            // A run that cannot be read back is the trainer's to report.
            if (read && m_story.get()) {
                m_story.get()->addPast(*read);
            }
            emit pastRead();
        });
}

void LiveRecord::readLabel()
{
    const auto* story = m_story.get();
    if (!story || story->directory().isEmpty()) {
        return;
    }
    Job::run<Result<RunDirectory>>(
        this,
        [path = story->directory().toStdString()](const std::stop_token&, const ProgressCallback&) {
            return RunDirectory::open(path);
        },
        [this](const Result<RunDirectory>& run) {
            if (run) {
                m_story.takeRecord(*run);
            }
        });
}

} // namespace weft

#include "app/session/followed_run.h"

#include "app/session/job.h"

#include <utility>

namespace weft {

namespace {

/// Milliseconds. A disk that was asleep takes a few seconds.
constexpr int answerIsOverdue = 5000;
constexpr int waitingTick = 1000;

} // namespace

FollowedRun::FollowedRun(QObject* parent)
    : QObject(parent)
{
    m_next.setSingleShot(true);
    m_waiting.setInterval(waitingTick);
    connect(&m_next, &QTimer::timeout, this, &FollowedRun::poll);
    connect(&m_waiting, &QTimer::timeout, this, &FollowedRun::tellWaiting);
}

FollowedRun::~FollowedRun() = default;

void FollowedRun::follow(const QString& directory)
{
    stop();
    m_directory = directory;
    m_follower = std::make_shared<RunFollower>(directory.toStdString());
    poll();
}

void FollowedRun::stop()
{
    if (m_job) {
        m_job->cancel(); // It may hang in the file system; its follower is its own then.
        m_job.clear();
    }
    m_next.stop();
    m_waiting.stop();
    m_directory.clear();
    m_follower.reset();
    m_state.reset();
    m_contact = {};
    m_known = false;
    m_caughtUp = false;
}

void FollowedRun::look()
{
    if (m_follower && !m_job) {
        poll();
    }
}

void FollowedRun::poll()
{
    m_next.stop();
    m_asked.start();
    m_waiting.start();
    m_job = Job::run<RunNews>(
        this,
        [follower = m_follower](const std::stop_token&, const ProgressCallback&) {
            return follower->poll();
        },
        [this](RunNews news) { take(std::move(news)); });
}

void FollowedRun::take(RunNews news)
{
    m_job.clear();
    m_waiting.stop();
    const auto follower = m_follower;
    const auto replaced = [&] { return m_follower != follower; }; // By whoever hears of the news.
    if (news.anew) {
        m_known = false;
        m_caughtUp = false;
        m_state.reset();
        emit begunAnew();
    }
    if (news.record || news.label) {
        m_record = news.record.value_or(m_record);
        m_label = news.label.value_or(m_label);
        m_known = m_known || news.record.has_value();
        emit recordArrived(m_record, m_label);
    }
    if (replaced() || !tellEvents(news.events)) {
        return;
    }
    if (news.progress) {
        emit progressChanged(*news.progress);
    }
    if (news.status) {
        if (std::exchange(m_state, news.status->state) != news.status->state) {
            emit stateChanged(news.status->state);
        }
        emit statusChanged(*news.status);
    }
    m_contact = {.holder = news.holder,
                 .silentSeconds = static_cast<int>(news.silence.count()),
                 .unansweredSeconds = 0,
                 .trouble = news.trouble};
    if (replaced()) {
        return;
    }
    emit contactChanged(m_contact);
    if (m_known && !news.more && !replaced() && !std::exchange(m_caughtUp, true)) {
        emit hasCaughtUp();
    }
    // Nothing follows on a run that has finished.
    const bool over = m_state == RunState::Finished && !news.trouble && !news.more;
    if (!replaced() && !m_job && !over) {
        m_next.start(follower->pause());
    }
}

/// False where a listener has turned to another run.
bool FollowedRun::tellEvents(std::vector<RunEvent>& events)
{
    const auto follower = m_follower;
    QVector<StepEvent> steps;
    const auto flushSteps = [&] {
        if (!steps.isEmpty()) {
            emit stepsArrived(std::exchange(steps, {}));
        }
    };
    for (auto& event : events) {
        if (const auto* const step = std::get_if<StepEvent>(&event)) {
            steps.append(*step);
            continue;
        }
        flushSteps();
        if (auto* const epoch = std::get_if<EpochEvent>(&event)) {
            emit epochArrived(std::make_shared<const EpochEvent>(std::move(*epoch)));
        } else if (auto* const watched = std::get_if<WatchedEvent>(&event)) {
            emit watchedArrived(std::make_shared<const WatchedEvent>(std::move(*watched)));
        } else if (const auto* const mark = std::get_if<TakenUp>(&event)) {
            emit takenUp(*mark);
        }
    }
    flushSteps();
    return m_follower == follower;
}

void FollowedRun::tellWaiting()
{
    if (m_asked.elapsed() >= answerIsOverdue) {
        m_contact.unansweredSeconds = static_cast<int>(m_asked.elapsed() / 1000);
        emit contactChanged(m_contact);
    }
}

} // namespace weft

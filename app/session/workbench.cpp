#include "app/session/workbench.h"

#include <utility>

namespace weft {

Workbench::Workbench(QObject* parent)
    : QObject(parent)
    , m_settings(new Settings(this))
    , m_training(new TrainingSession(this))
{
    connect(m_training, &TrainingSession::runDirectoryKnown, this, [this](const QString& run) {
        setOpenRun(run);
        emit runsChanged();
    });
    connect(m_training, &TrainingSession::finished, this, &Workbench::runsChanged);
}

Workbench::~Workbench() = default;

Settings& Workbench::settings()
{
    return *m_settings;
}

TrainingSession& Workbench::training()
{
    return *m_training;
}

std::shared_ptr<const DataSource> Workbench::data() const
{
    return m_data;
}

void Workbench::setData(std::shared_ptr<const DataSource> data)
{
    if (data == m_data) {
        return;
    }
    m_data = std::move(data);
    if (m_data) {
        m_settings->addRecentSource(QString::fromStdString(m_data->location));
    }
    emit dataChanged();
}

const RunConfig& Workbench::draft() const
{
    return m_draft;
}

void Workbench::setDraft(const RunConfig& config)
{
    m_draft = config;
    emit draftChanged();
}

QString Workbench::openRun() const
{
    return m_openRun;
}

void Workbench::setOpenRun(const QString& directory)
{
    if (directory == m_openRun) {
        return;
    }
    m_openRun = directory;
    emit openRunChanged(directory);
}

void Workbench::setBusy(HeavyWork work, bool busy)
{
    if (std::exchange(m_busy.at(static_cast<std::size_t>(work)), busy) != busy) {
        emit busyChanged();
    }
}

QString Workbench::obstacleTo(HeavyWork work) const
{
    const auto beside = [this, work](HeavyWork other) {
        return other != work && m_busy.at(static_cast<std::size_t>(other));
    };
    if (m_training->active() && work != HeavyWork::Exporting) {
        return tr("A training is running; it has to end first");
    }
    if (beside(HeavyWork::Comparing)) {
        return tr("A comparison is running; it has to end first");
    }
    if (beside(HeavyWork::Measuring)) {
        return tr("A run is being measured; that has to end first");
    }
    return beside(HeavyWork::Exporting) && work != HeavyWork::Training
               ? tr("An export is running; it has to end first")
               : QString();
}

void Workbench::resumeRun(const QString& directory)
{
    if (const auto busy = obstacleTo(HeavyWork::Training); !busy.isEmpty()) {
        post({MessageKind::Warning, busy});
        return;
    }
    m_training->resumeRun(directory);
    goTo(PageId::Train);
}

void Workbench::followRun(const QString& directory)
{
    setOpenRun(directory);
    emit followRequested(directory);
    goTo(PageId::Train);
}

void Workbench::post(const Message& message)
{
    emit messagePosted(message);
}

void Workbench::withdraw(const QString& text)
{
    emit messageWithdrawn(text);
}

void Workbench::goTo(PageId page)
{
    emit pageRequested(page);
}

void Workbench::notifyRunsChanged()
{
    emit runsChanged();
}

void Workbench::notifyOpenRunGrew()
{
    emit openRunGrew();
}

void Workbench::inspectCell(int truth, int predicted)
{
    emit pageRequested(PageId::Inspect);
    emit inspectCellRequested(truth, predicted);
}

void Workbench::exportRun(const QString& directory)
{
    emit exportRequested(directory);
    emit pageRequested(PageId::Export);
}

} // namespace weft

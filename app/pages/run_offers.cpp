#include "app/pages/run_offers.h"

#include "app/session/job.h"
#include "app/session/run_launch.h"
#include "app/session/workbench.h"

#include "core/store/run_library.h"

namespace weft {

namespace {

QVector<PathOffer> finishedRuns(const std::filesystem::path& library)
{
    QVector<PathOffer> offers;
    const auto entries = listRuns(library);
    if (!entries) {
        return offers;
    }
    for (const auto& entry : *entries) {
        if (entry.record && entry.status.state == RunState::Finished) {
            offers.append({QString::fromStdString(entry.label.name),
                           QString::fromStdString(entry.path.string())});
        }
    }
    return offers;
}

} // namespace

RunOffers::RunOffers(Workbench& workbench, QObject* parent)
    : QObject(parent)
    , m_workbench(workbench)
{
    connect(&m_workbench, &Workbench::runsChanged, this, &RunOffers::refresh);
    connect(&m_workbench.settings(), &Settings::libraryFolderChanged, this, &RunOffers::refresh);
}

void RunOffers::refresh()
{
    if (m_job) {
        m_job->cancel();
    }
    const auto library = libraryOf(m_workbench.settings());
    m_job = Job::run<QVector<PathOffer>>(
        this,
        [library](const std::stop_token&, const ProgressCallback&) {
            return finishedRuns(library);
        },
        [this, library](const QVector<PathOffer>& offers) {
            emit listed(offers, QString::fromStdString(library.string()));
        });
}

} // namespace weft

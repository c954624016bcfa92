#include "app/pages/cluster_page.h"

#include "app/pages/cluster/job_form.h"
#include "app/pages/cluster/jobs_card.h"
#include "app/pages/cluster/script_card.h"
#include "app/pages/save_dialog.h"
#include "app/session/cluster_session.h"
#include "app/session/job.h"
#include "app/session/run_launch.h"

#include "widgets/forms/config_texts.h"
#include "widgets/runs/job_texts.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include "core/base/atomic_file.h"
#include "core/cluster/batch_script.h"
#include "core/cluster/submission.h"
#include "core/config/validation.h"
#include "core/store/run_library.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QSplitter>

#include <chrono>
#include <filesystem>
#include <system_error>

namespace weft {

namespace {

constexpr int jobFormWidth = 400;
constexpr int scriptShare = 3; ///< Of the height, beside jobsShare.
constexpr int jobsShare = 2;
constexpr int shareUnit = 1000; ///< Above what the splitter takes for too small.
/// Slurm's controller serves everybody: it is asked no oftener than a person would.
constexpr std::chrono::seconds askingGap{10};

QString ownProgram()
{
    return QCoreApplication::applicationDirPath() + QStringLiteral("/weft-cli");
}

/// A person was asked about the script only: a configuration that is there without it is not its
/// own, and stays.
Result<void> writeScript(const ClusterJob& job, const std::filesystem::path& file,
                         const ScriptNames& names)
{
    const auto script = batchScript(job, names);
    if (!script) {
        return script.error();
    }
    const auto config = file.parent_path() / names.config;
    std::error_code unknown;
    if (std::filesystem::exists(config, unknown) && !std::filesystem::exists(file, unknown)) {
        return Error{ErrorCode::AlreadyExists, config.string(), "save under another name"};
    }
    if (auto written = writeFileAtomically(config, jobConfig(job)); !written) {
        return written;
    }
    return writeFileAtomically(file, *script);
}

} // namespace

ClusterPage::ClusterPage(Workbench& workbench, QWidget* parent)
    : Page(parent)
    , m_workbench(workbench)
    , m_session(new ClusterSession(this))
    , m_form(new JobForm(this))
{
    m_form->setFixedWidth(jobFormWidth);
    auto* const right = new QSplitter(Qt::Vertical, this);
    right->setHandleWidth(metrics::cardGap);
    right->setChildrenCollapsible(false);
    m_script = new ScriptCard(right);
    m_jobs = new JobsCard(right);
    right->addWidget(m_script);
    right->addWidget(m_jobs);
    right->setStretchFactor(0, scriptShare);
    right->setStretchFactor(1, jobsShare);
    right->setSizes({scriptShare * shareUnit, jobsShare * shareUnit});
    auto* const row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::cardGap, metrics::cardGap, metrics::cardGap, metrics::cardGap);
    row->setSpacing(metrics::cardGap);
    row->addWidget(m_form);
    row->addWidget(right, 1);
    m_gap.setInterval(askingGap);
    connectParts();
    connectSession();
    proposeName();
    takeEdit();
}

void ClusterPage::connectParts()
{
    connect(m_form, &JobForm::edited, this, &ClusterPage::takeEdit);
    connect(m_form, &JobForm::submitRequested, this,
            [this] { m_session->submit(job(), libraryOf(m_workbench.settings())); });
    connect(m_script, &ScriptCard::saveRequested, this, &ClusterPage::askWhereToSaveScript);
    connect(m_jobs, &JobsCard::refreshRequested, this, [this] {
        m_problems.clear(); // A person who asks is told again.
        m_session->forgetProblems();
        refresh();
    });
    connect(m_jobs, &JobsCard::cancelRequested, m_session, &ClusterSession::cancel);
    connect(m_jobs, &JobsCard::carryOnRequested, this, &ClusterPage::carryOn);
    connect(m_jobs, &JobsCard::followRequested, &m_workbench, &Workbench::followRun);
    connect(&m_gap, &QTimer::timeout, m_session, &ClusterSession::watch);
    connect(&m_workbench, &Workbench::draftChanged, this, &ClusterPage::takeEdit);
    connect(&m_workbench, &Workbench::dataChanged, this, [this] {
        proposeName();
        takeEdit();
        emit headingChanged();
    });
    connect(&m_workbench, &Workbench::runsChanged, this, &ClusterPage::proposeName);
    connect(&m_workbench.settings(), &Settings::libraryFolderChanged, this, [this] {
        m_jobs->setJobs({});
        proposeName();
        takeEdit();
        refresh();
    });
}

void ClusterPage::connectSession()
{
    connect(m_session, &ClusterSession::stateChanged, this, [this] {
        m_form->setSubmitting(m_session->submitting());
        m_jobs->setSubmitting(m_session->submitting());
    });
    connect(m_session, &ClusterSession::submitted, this, [this](const JobEntry& entry) {
        m_form->forgetName();
        m_named.clear(); // The next run is another one, whatever its name.
        proposeName();
        takeEdit();
        m_workbench.post({MessageKind::Info, tr("Job %1 has been submitted for “%2”.")
                                                 .arg(QString::fromStdString(entry.record->job),
                                                      QString::fromStdString(entry.record->name))});
        refresh();
    });
    connect(m_session, &ClusterSession::submissionFailed, this, [this](const Error& error) {
        takeFailure(tr("The job could not be submitted."), error);
    });
    connect(m_session, &ClusterSession::cancelled, this, [this](const JobRecord& cancelledJob) {
        m_workbench.post(
            {MessageKind::Info,
             tr("Job %1 is being cancelled.").arg(QString::fromStdString(cancelledJob.job))});
        refresh();
    });
    connect(m_session, &ClusterSession::cancelFailed, this, [this](const Error& error) {
        takeFailure(tr("The job could not be cancelled."), error);
        refresh();
    });
    connect(m_session, &ClusterSession::listed, this, &ClusterPage::takeListing);
    connect(m_session, &ClusterSession::listingFailed, this,
            [this](const Error& error) { takeFailure(tr("The jobs cannot be listed."), error); });
    connect(m_session, &ClusterSession::slurmFound, this,
            [this](const QString&, const Result<void>& found) {
                m_absent = found ? std::nullopt : std::optional(found.error());
                showJob();
            });
}

QString ClusterPage::heading() const
{
    return tr("Cluster");
}

QString ClusterPage::subheading() const
{
    const auto images = m_workbench.data();
    return images ? tr("The run that Configure shows, on %1")
                        .arg(QString::fromStdString(images->title))
                  : tr("No images chosen");
}

void ClusterPage::proposeName()
{
    if (m_proposal) {
        m_proposal->cancel();
    }
    const auto images = m_workbench.data();
    m_proposal = weft::Job::run<std::string>(
        this,
        [library = libraryOf(m_workbench.settings()),
         stem = runNameStem("cluster", images ? images->title : std::string())](
            const std::stop_token&, const ProgressCallback&) {
            return proposeJobName(library, stem);
        },
        [this](const std::string& name) { m_form->proposeName(QString::fromStdString(name)); });
}

void ClusterPage::takeEdit()
{
    const auto name = m_form->runName();
    if (m_id.empty() || name != m_named) {
        m_named = name;
        m_id = clusterRunId(name.toStdString());
    }
    showJob();
}

ClusterJob ClusterPage::job() const
{
    const auto& wanted = m_form->settings();
    const auto library = QString::fromStdString(libraryOf(m_workbench.settings()).string());
    auto config = m_workbench.draft();
    if (const auto images = m_workbench.data()) {
        config.data.source = images->location;
    }
    const bool builtin = config.data.source.starts_with("builtin:");
    if (!wanted.host.isEmpty() && !wanted.images.isEmpty() && !builtin) {
        config.data.source = wanted.images.toStdString();
    }
    auto job = newRunJob(wanted.place(ownProgram(), library), wanted.resources, config,
                         m_form->runName().toStdString());
    job.id = m_id;
    job.folderName = m_id;
    return job;
}

void ClusterPage::showJob()
{
    const auto script = batchScript(job());
    m_script->setScript(script ? QString::fromStdString(*script) : QString());
    m_form->setObstacle(obstacle(script));
}

QString ClusterPage::obstacle(const Result<std::string>& script) const
{
    if (!m_workbench.data()) {
        return tr("Choose images in Data first.");
    }
    if (m_form->runName().isEmpty()) {
        return tr("The run needs a name.");
    }
    for (const auto& issue : validate(job().config.value_or(RunConfig()))) {
        if (!issue.warning && !isOfThisMachine(issue)) {
            return tr("%1: %2").arg(ConfigTexts::label(issue.key), ConfigTexts::issue(issue));
        }
    }
    if (!script) {
        return m_form->explain(script.error());
    }
    if (m_absent && m_form->settings().host.isEmpty()) {
        return m_absent->code == ErrorCode::NotFound
                   ? tr("Slurm is not installed on this machine. Name a host that has it, or save "
                        "the script and submit it by hand.")
                   : JobTexts::error(*m_absent);
    }
    return {};
}

void ClusterPage::carryOn(const JobRecord& record)
{
    auto settings = m_form->settings();
    settings.host = QString::fromStdString(record.host);
    const auto library = libraryOf(m_workbench.settings());
    auto job = resumeJob(settings.place(ownProgram(), QString::fromStdString(library.string())),
                         settings.resources, record.run, record.name);
    job.takeOver = true; // Slurm says that its job has ended.
    job.place.libraryHere = std::filesystem::path(record.runHere).parent_path().string();
    m_session->submit(job, library);
}

void ClusterPage::takeListing(const JobListing& listing)
{
    m_jobs->setJobs(listing.jobs);
    QStringList problems;
    for (const auto& problem : listing.problems) {
        problems.append(JobTexts::error(problem));
    }
    const auto text = Format::sentences(problems);
    if (!text.isEmpty() && text != m_problems) {
        m_workbench.post(
            {MessageKind::Warning, tr("The jobs are shown as last known. %1").arg(text)});
    }
    m_problems = text;
}

void ClusterPage::takeFailure(const QString& what, const Error& error)
{
    QStringList said{what, JobTexts::error(error)};
    if (error.code == ErrorCode::NotFound) {
        said.append(tr("Install Slurm there, or name a host that has it."));
    }
    m_workbench.post({MessageKind::Error, Format::sentences(said)});
}

void ClusterPage::refresh()
{
    m_session->refresh(libraryOf(m_workbench.settings()));
}

void ClusterPage::askWhereToSaveScript()
{
    askWhereToSave(this, m_workbench.settings(),
                   {tr("Save the script"), QLatin1String(job_files::script), tr("Scripts (*.sh)")},
                   [this](const QString& file) { saveScript(file); });
}

void ClusterPage::saveScript(const QString& file)
{
    const std::filesystem::path path(file.toStdString());
    const ScriptNames names{path.filename().string(), path.stem().string() + ".config.json"};
    weft::Job::run<Result<void>>(
        this,
        [wanted = job(), path, names](const std::stop_token&, const ProgressCallback&) {
            return writeScript(wanted, path, names);
        },
        [this, names](const Result<void>& written) {
            if (!written) {
                takeFailure(tr("The script could not be saved."), written.error());
                return;
            }
            m_workbench.post({MessageKind::Info, tr("“%1” has been saved, with “%2” beside it.")
                                                     .arg(QString::fromStdString(names.script),
                                                          QString::fromStdString(names.config))});
        });
}

void ClusterPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    m_session->look({});
    refresh();
    m_gap.start();
}

void ClusterPage::hideEvent(QHideEvent* event)
{
    m_gap.stop();
    Page::hideEvent(event);
}

void ClusterPage::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        showJob();
        emit headingChanged();
    }
    Page::changeEvent(event);
}

} // namespace weft

#include "app/pages/data_page.h"

#include "app/pages/source_chooser.h"
#include "app/pages/source_overview.h"
#include "app/session/job.h"
#include "app/session/open_target.h"
#include "app/session/workbench.h"

#include "widgets/images/drop_zone.h"
#include "widgets/util/card.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedLayout>
#include <QUrl>
#include <QVBoxLayout>

#include <utility>

namespace weft {

namespace {

/// What is dragged in to train on; empty where it is meant for another page.
QStringList draggedSource(const QMimeData* mime)
{
    QStringList files;
    for (const auto& url : mime->urls()) {
        if (url.isLocalFile()) {
            files << url.toLocalFile();
        }
    }
    const auto target = openTargetOf(files);
    const bool source = target == OpenTarget::Source || target == OpenTarget::Images;
    return source ? files : QStringList();
}

} // namespace

DataPage::DataPage(Workbench& workbench, QWidget* parent)
    : Page(parent)
    , m_workbench(workbench)
    , m_chooser(new SourceChooser(this))
    , m_places(new QStackedLayout)
    , m_empty(new Card(this))
    , m_emptyText(new QLabel(this))
    , m_dropZone(new DropZone(this))
    , m_scan(new Card(this))
    , m_scanText(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_cancel(new QPushButton(this))
    , m_overview(new SourceOverview(this))
{
    setAcceptDrops(true);
    buildEmpty();
    buildScan();
    m_places->addWidget(m_empty);
    m_places->addWidget(m_scan);
    m_places->addWidget(m_overview);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::cardGap, metrics::cardGap, metrics::cardGap, metrics::cardGap);
    row->setSpacing(metrics::cardGap);
    row->addWidget(m_chooser);
    row->addLayout(m_places, 1);

    connect(m_chooser, &SourceChooser::folderRequested, this, &DataPage::chooseFolder);
    connect(m_chooser, &SourceChooser::fileRequested, this, &DataPage::chooseFile);
    connect(m_chooser, &SourceChooser::sourceChosen, this, &DataPage::open);
    connect(m_overview, &SourceOverview::configureRequested, this,
            [this] { m_workbench.goTo(PageId::Configure); });
    connect(&m_workbench, &Workbench::dataChanged, this, [this] {
        m_overview->setSource(m_workbench.data());
        showState();
        emit headingChanged();
    });
    auto& settings = m_workbench.settings();
    connect(&settings, &Settings::recentSourcesChanged, this,
            [this, &settings] { m_chooser->setRecent(settings.recentSources()); });
    m_chooser->setRecent(settings.recentSources());
    m_overview->setSource(m_workbench.data());
    retranslate();
    showState();
}

void DataPage::buildEmpty()
{
    m_emptyText->setAlignment(Qt::AlignCenter);
    m_emptyText->setWordWrap(true);
    m_emptyText->setProperty("role", "secondary");
    m_empty->body()->addStretch(1);
    m_empty->body()->addWidget(m_emptyText);
    m_empty->body()->addSpacing(metrics::unit);
    m_empty->body()->addWidget(m_dropZone);
    m_empty->body()->addStretch(2);
    connect(m_dropZone, &DropZone::openRequested, this, &DataPage::chooseFolder);
    connect(m_dropZone, &DropZone::filesDropped, this, &DataPage::openFirst);
}

void DataPage::buildScan()
{
    m_progress->setObjectName(QStringLiteral("scanProgress"));
    m_progress->setTextVisible(false);
    m_cancel->setObjectName(QStringLiteral("cancelScanButton"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_progress, 1);
    row->addSpacing(metrics::unit);
    row->addWidget(m_cancel);
    m_scanText->setProperty("role", "secondary");
    m_scan->body()->addWidget(m_scanText);
    m_scan->body()->addLayout(row);
    m_scan->body()->addStretch(1);
    connect(m_cancel, &QPushButton::clicked, this, &DataPage::cancelScan);
}

QString DataPage::heading() const
{
    return tr("Data");
}

QString DataPage::subheading() const
{
    const auto source = m_workbench.data();
    return !source ? QString()
                   : tr("%1 · %2 training, %3 validation images")
                         .arg(QString::fromStdString(source->title),
                              Format::count(static_cast<qint64>(source->train->size())),
                              Format::count(static_cast<qint64>(source->validation->size())));
}

void DataPage::chooseFolder()
{
    auto& settings = m_workbench.settings();
    const auto folder = QFileDialog::getExistingDirectory(this, tr("Open a folder of images"),
                                                          settings.lastFolder());
    if (!folder.isEmpty()) {
        settings.setLastFolder(QFileInfo(folder).path());
        open(folder);
    }
}

void DataPage::chooseFile()
{
    auto& settings = m_workbench.settings();
    const auto file = QFileDialog::getOpenFileName(
        this, tr("Open a CIFAR or IDX file"), settings.lastFolder(),
        tr("CIFAR and IDX files (*.bin *ubyte *.gz)") + QStringLiteral(";;") + tr("All files (*)"));
    if (!file.isEmpty()) {
        settings.setLastFolder(QFileInfo(file).path());
        open(file);
    }
}

void DataPage::openFirst(const QStringList& files)
{
    if (!files.isEmpty()) {
        open(files.front());
    }
}

void DataPage::open(const QString& location)
{
    if (m_job) {
        m_job->cancel();
    }
    m_location = location.startsWith(QLatin1String("builtin:"))
                     ? location
                     : QFileInfo(location).absoluteFilePath();
    const auto& draft = m_workbench.draft();
    const DataSourceOptions options{draft.data.valFraction, draft.train.seed};
    auto* job = Job::run<Result<DataSource>>(
        this,
        [path = m_location.toStdString(), options](std::stop_token stop,
                                                   const ProgressCallback& report) {
            return openDataSource(path, options, std::move(stop), report);
        },
        [this](Result<DataSource> result) { take(std::move(result)); });
    connect(job, &Job::progressed, this, [this, job](qint64 completed, qint64 total) {
        if (m_job == job) {
            showProgress(completed, total);
        }
    });
    m_job = job;
    m_clock.start();
    showProgress(0, 0);
    showState();
}

void DataPage::take(Result<DataSource> result)
{
    m_job = nullptr;
    if (result) {
        m_workbench.setData(std::make_shared<const DataSource>(std::move(*result)));
    } else {
        m_workbench.post({MessageKind::Error, Format::error(result.error()), {}, {}});
    }
    showState();
}

void DataPage::cancelScan()
{
    if (!m_job) {
        return;
    }
    m_job->cancel();
    m_job = nullptr;
    m_workbench.post({MessageKind::Info,
                      m_workbench.data()
                          ? tr("The scan was cancelled; the data opened before stays.")
                          : tr("The scan was cancelled; nothing was opened."),
                      {},
                      {}});
    showState();
}

void DataPage::showProgress(qint64 completed, qint64 total)
{
    m_progress->setRange(0, static_cast<int>(total));
    m_progress->setValue(static_cast<int>(completed));
    if (completed <= 0 || total <= 0) {
        m_scanText->setText(tr("Reading…"));
        return;
    }
    const double left = static_cast<double>(m_clock.elapsed()) / 1000.0 *
                        static_cast<double>(total - completed) / static_cast<double>(completed);
    m_scanText->setText(
        tr("%1 of %2 files read, %3 left")
            .arg(Format::count(completed), Format::count(total), Format::duration(left)));
}

void DataPage::showState()
{
    QWidget* place = m_job                ? static_cast<QWidget*>(m_scan)
                     : m_workbench.data() ? static_cast<QWidget*>(m_overview)
                                          : static_cast<QWidget*>(m_empty);
    m_scan->setTitle(tr("Opening %1").arg(QFileInfo(m_location).fileName()));
    m_places->setCurrentWidget(place);
}

void DataPage::dragEnterEvent(QDragEnterEvent* event)
{
    if (!draggedSource(event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
    }
}

void DataPage::dropEvent(QDropEvent* event)
{
    const auto files = draggedSource(event->mimeData());
    if (!files.isEmpty()) {
        event->acceptProposedAction();
        openFirst(files);
    }
}

void DataPage::changeEvent(QEvent* event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void DataPage::retranslate()
{
    m_empty->setTitle(tr("No data yet"));
    m_emptyText->setText(tr("Weft learns from a folder of images with one folder for each class. "
                            "Once a folder is open, its classes, images and unreadable files "
                            "are shown here."));
    m_dropZone->setText(tr("Drop a folder here, or %1"), tr("open one…"));
    m_cancel->setText(tr("Cancel"));
    m_scan->setTitle(tr("Opening %1").arg(QFileInfo(m_location).fileName()));
    m_progress->setAccessibleName(tr("Files read"));
    emit headingChanged();
}

} // namespace weft

#include "app/pages/classify_page.h"

#include "app/pages/classify_detail.h"
#include "app/pages/classify_work.h"
#include "app/pages/network_chooser.h"
#include "app/pages/result_model.h"
#include "app/pages/result_table.h"
#include "app/pages/results_csv.h"
#include "app/pages/save_dialog.h"
#include "app/session/file_saving.h"
#include "app/session/job.h"
#include "app/session/workbench.h"

#include "widgets/images/drop_zone.h"
#include "widgets/util/card.h"
#include "widgets/util/empty_state.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QClipboard>
#include <QDragEnterEvent>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

namespace weft {

namespace {

constexpr int thumbnailSide = 44;
constexpr int detailWidth = 420;
} // namespace

ClassifyPage::ClassifyPage(Workbench& workbench, QWidget* parent)
    : Page(parent)
    , m_workbench(workbench)
    , m_results(new ResultModel(this))
    , m_work(new ClassifyWork(*m_results, this))
    , m_dropZone(new DropZone(this))
    , m_chooser(new NetworkChooser(workbench, this))
    , m_card(new Card(this))
    , m_save(new QPushButton(this))
    , m_clear(new QPushButton(this))
    , m_stack(new QStackedWidget(this))
    , m_table(new ResultTable(*m_results, this))
    , m_empty(new EmptyState(this))
    , m_progressRow(new QWidget(this))
    , m_progressText(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_cancel(new QPushButton(this))
    , m_detail(new ClassifyDetail(this))
{
    setAcceptDrops(true);
    m_dropZone->setObjectName(QStringLiteral("dropZone"));
    m_table->setObjectName(QStringLiteral("classifyTable"));
    m_save->setObjectName(QStringLiteral("saveCsvButton"));
    m_clear->setObjectName(QStringLiteral("clearButton"));
    m_cancel->setObjectName(QStringLiteral("cancelClassifyButton"));
    m_empty->button()->setObjectName(QStringLiteral("classifyConfigureButton"));
    m_progressText->setProperty("role", "secondary");
    m_progress->setTextVisible(false);
    m_save->setProperty("flat", true);
    m_clear->setProperty("flat", true);
    m_work->setThumbnailSide(static_cast<int>(thumbnailSide * devicePixelRatioF()));
    layOut();
    connectAll();
    retranslate();
}

void ClassifyPage::layOut()
{
    auto* progress = new QHBoxLayout(m_progressRow);
    progress->setContentsMargins(0, 0, 0, 0);
    progress->setSpacing(metrics::cardGap);
    progress->addWidget(m_progressText);
    progress->addWidget(m_progress, 1);
    progress->addWidget(m_cancel);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_table);
    m_card->addHeaderWidget(m_clear);
    m_card->addHeaderWidget(m_save);
    m_card->body()->addWidget(m_progressRow);
    m_card->body()->addWidget(m_stack, 1);

    m_dropZone->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_chooser->offerInt8();
    m_chooser->offerFiles();
    m_chooser->setFixedWidth(detailWidth);
    m_detail->setFixedWidth(detailWidth);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(metrics::cardGap, metrics::cardGap, metrics::cardGap,
                             metrics::cardGap);
    grid->setSpacing(metrics::cardGap);
    grid->addWidget(m_dropZone, 0, 0);
    grid->addWidget(m_chooser, 0, 1);
    grid->addWidget(m_card, 1, 0);
    grid->addWidget(m_detail, 1, 1);
    grid->setRowStretch(1, 1);
    grid->setColumnStretch(0, 1);
}

void ClassifyPage::connectAll()
{
    connect(m_dropZone, &DropZone::filesDropped, this, &ClassifyPage::classifyFiles);
    connect(m_dropZone, &DropZone::openRequested, this, &ClassifyPage::openFiles);
    connect(m_dropZone, &DropZone::openFolderRequested, this, &ClassifyPage::openFolder);
    connect(new QShortcut(QKeySequence::Paste, this), &QShortcut::activated, this,
            &ClassifyPage::paste);
    connect(m_save, &QPushButton::clicked, this, &ClassifyPage::askForTable);
    connect(m_cancel, &QPushButton::clicked, m_work, &ClassifyWork::cancel);
    connect(m_clear, &QPushButton::clicked, m_work, &ClassifyWork::clear);
    connect(m_empty, &EmptyState::actionRequested, this,
            [this] { m_workbench.goTo(PageId::Configure); });
    connect(m_table, &ResultTable::rowChosen, this, &ClassifyPage::showDetail);
    connect(m_results, &QAbstractItemModel::modelReset, this, &ClassifyPage::showDetail);
    connect(m_chooser, &NetworkChooser::chosen, m_work, &ClassifyWork::openNetwork);
    connect(m_chooser, &NetworkChooser::nothingToChoose, m_work, [this] {
        m_work->closeNetwork({ErrorCode::NotFound, {}, "no run has a trained network yet"});
    });
    connect(m_work, &ClassifyWork::changed, this, &ClassifyPage::showState);
    connect(m_work, &ClassifyWork::answered, this, [this](int row) {
        if (m_table->currentRow() < 0) {
            m_table->setCurrentRow(row);
        } else if (m_table->currentRow() == row) {
            showDetail();
        }
    });
    connect(m_work, &ClassifyWork::nothingFound, this, [this] {
        m_workbench.post(
            {.kind = MessageKind::Warning, .text = tr("There is no image in this folder.")});
    });
    connect(m_work, &ClassifyWork::networkWanted, m_chooser, [this] { m_chooser->refresh(true); });
    connect(m_work, &ClassifyWork::networkOpened, this, [this](const OpenedPredictor& network) {
        m_chooser->showNetwork(network);
        emit headingChanged();
    });
    connect(m_work, &ClassifyWork::networkFailed, this, [this](const Error& error) {
        const QString text = tr("The network cannot be loaded. %1").arg(Format::error(error));
        m_chooser->showProblem(text);
        m_workbench.post({.kind = MessageKind::Error, .text = text});
    });
    connect(&m_workbench, &Workbench::runsChanged, this, [this] {
        if (isVisible()) {
            m_chooser->refresh();
        }
    });
}

void ClassifyPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    m_chooser->refresh();
}

void ClassifyPage::classifyFiles(const QStringList& files)
{
    m_work->addFiles(files);
}

void ClassifyPage::openNetwork(const QString& file)
{
    m_chooser->choose(file);
}

void ClassifyPage::paste()
{
    const auto* mime = QGuiApplication::clipboard()->mimeData();
    if (const auto files = droppedImageFiles(mime); !files.isEmpty()) {
        classifyFiles(files);
        return;
    }
    const auto picture =
        mime != nullptr && mime->hasImage() ? qvariant_cast<QImage>(mime->imageData()) : QImage();
    if (picture.isNull()) {
        m_workbench.post({.kind = MessageKind::Info, .text = tr("The clipboard holds no image.")});
        return;
    }
    m_work->addPicture(tr("pasted picture %1").arg(++m_pasted), picture);
}

void ClassifyPage::openFiles()
{
    auto& settings = m_workbench.settings();
    const auto files = QFileDialog::getOpenFileNames(
        this, tr("Open images"), settings.lastFolder(),
        tr("Images (*.jpg *.jpeg *.png *.bmp *.webp *.tif *.tiff);;All files (*)"));
    if (!files.isEmpty()) {
        settings.setLastFolder(QFileInfo(files.first()).absolutePath());
        classifyFiles(files);
    }
}

void ClassifyPage::openFolder()
{
    auto& settings = m_workbench.settings();
    const auto folder = QFileDialog::getExistingDirectory(this, tr("Open a folder of images"),
                                                          settings.lastFolder());
    if (!folder.isEmpty()) {
        settings.setLastFolder(folder);
        classifyFiles({folder});
    }
}

void ClassifyPage::showDetail()
{
    const int row = m_table->currentRow();
    if (row < 0) {
        m_detail->clear();
    } else {
        m_detail->showImage(m_results->image(row), *m_results);
    }
}

void ClassifyPage::showState()
{
    const int rows = m_results->rowCount();
    const int waiting = m_work->waiting();
    const int done = m_work->asked() - waiting;
    m_progressRow->setVisible(m_work->searching() || waiting > 0);
    m_progressText->setText(
        m_work->searching()
            ? tr("Looking for images: %1 found").arg(Format::count(m_work->found()))
            : tr("Classifying: %1 of %2").arg(Format::count(done), Format::count(m_work->asked())));
    m_progress->setRange(0, m_work->searching() ? 0 : m_work->asked());
    m_progress->setValue(done);
    m_card->setTitle(rows == 0   ? tr("Images")
                     : rows == 1 ? tr("1 image")
                                 : tr("%1 images").arg(Format::count(rows)));
    m_save->setEnabled(rows > 0 && waiting == 0);
    m_clear->setEnabled(rows > 0);
    m_stack->setCurrentIndex(rows > 0 ? 1 : 0);
    const bool noNetwork = !m_work->hasNetwork() && m_chooser->run().isEmpty();
    m_empty->setTexts(tr("No images yet"),
                      noNetwork
                          ? tr("Train a network first, or open an exported one. Then drop images "
                               "here to see what it says of them.")
                          : tr("Drop images or a folder on this page, paste a picture, or open "
                               "files to see what the network says of them."));
    m_empty->setAction(noNetwork ? tr("Configure a run") : QString());
}

void ClassifyPage::askForTable()
{
    askWhereToSave(this, m_workbench.settings(),
                   {tr("Save results"), tr("results.csv"), tr("Comma-separated values (*.csv)")},
                   [this](const QString& file) { saveCsv(file); });
}

void ClassifyPage::saveCsv(const QString& file)
{
    const auto choice = m_chooser->choice();
    auto checkpoint =
        choice.checkpoint == CheckpointKind::Best ? QStringLiteral("best") : QStringLiteral("last");
    if (choice.int8) {
        checkpoint += QStringLiteral(" int8");
    }
    const QByteArray table =
        resultsCsv(*m_results, m_chooser->runName(),
                   m_chooser->isFile() ? QStringLiteral("exported") : checkpoint);
    saveInBackground(this, m_workbench, file, [table] { return table; });
}

void ClassifyPage::dragEnterEvent(QDragEnterEvent* event)
{
    if (!droppedImageFiles(event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
        m_dropZone->setActive(true);
    }
}

void ClassifyPage::dragLeaveEvent(QDragLeaveEvent* event)
{
    Page::dragLeaveEvent(event);
    m_dropZone->setActive(false);
}

void ClassifyPage::dropEvent(QDropEvent* event)
{
    m_dropZone->setActive(false);
    event->acceptProposedAction();
    classifyFiles(droppedImageFiles(event->mimeData()));
}

QString ClassifyPage::heading() const
{
    return tr("Classify");
}

QString ClassifyPage::subheading() const
{
    const auto& network = m_work->network();
    if (!network || m_chooser->isFile()) {
        return m_chooser->runName();
    }
    QString text = m_chooser->runName() + QStringLiteral(" · ") + m_chooser->checkpointText();
    if (network->accuracy && !m_chooser->choice().int8) { // It is float32's.
        text += QStringLiteral(", ") + Format::percent(*network->accuracy);
    }
    return text;
}

void ClassifyPage::changeEvent(QEvent* event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void ClassifyPage::retranslate()
{
    m_dropZone->setText(tr("Drop images or a folder here, paste, or open %1 or %2"), tr("images…"),
                        tr("a folder…"));
    m_save->setText(tr("Save as CSV…"));
    m_clear->setText(tr("Clear"));
    m_cancel->setText(tr("Cancel"));
    m_table->setAccessibleName(tr("Results"));
    m_results->retranslate();
    showState();
    emit headingChanged();
}

} // namespace weft

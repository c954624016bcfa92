#include "app/pages/weights_card.h"

#include "app/pages/weights_texts.h"
#include "app/session/job.h"
#include "app/session/weights_download.h"

#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace weft {

namespace {

constexpr int listHeight = 160;
constexpr int progressSteps = 1000; ///< A bar counts in int, a file's bytes may not.

QPushButton* flatButton(const char* name, QWidget* parent)
{
    auto* const button = new QPushButton(parent);
    button->setObjectName(QLatin1String(name));
    button->setProperty("flat", true);
    return button;
}

} // namespace

WeightsCard::WeightsCard(QWidget* parent)
    : Card(parent)
    , m_published(knownWeights())
    , m_folder(weightsFolder())
    , m_fetching(new WeightsDownload(this))
{
    build();
    m_settle.setSingleShot(true);
    m_settle.setInterval(200);
    connect(&m_settle, &QTimer::timeout, this, &WeightsCard::examine);
    connect(m_choose, &QPushButton::clicked, this, &WeightsCard::chooseFile);
    connect(m_remove, &QPushButton::clicked, this, [this] { emit chosen({}); });
    connect(m_details, &QPushButton::toggled, this, &WeightsCard::showReport);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_fetching->cancel();
        endDownload({});
    });
    connect(m_fetching, &WeightsDownload::progressed, this, [this](qint64 received, qint64 total) {
        m_progress->setValue(static_cast<int>(received * progressSteps / total));
        m_received->setText(tr("%1 of %2")
                                .arg(Format::bytes(static_cast<std::uint64_t>(received)),
                                     Format::bytes(static_cast<std::uint64_t>(total))));
    });
    connect(m_fetching, &WeightsDownload::failed, this, &WeightsCard::endDownload);
    connect(m_fetching, &WeightsDownload::finished, this, [this](const QString& file) {
        endDownload({});
        emit chosen(file);
    });
    retranslate();
}

void WeightsCard::build()
{
    m_details = flatButton("weightsDetailsButton", this);
    m_details->setCheckable(true);
    m_remove = flatButton("weightsRemoveButton", this);
    m_choose = flatButton("weightsChooseButton", this);
    m_download = flatButton("weightsDownloadButton", this);
    m_downloads = new QMenu(m_download);
    m_download->setMenu(m_downloads);
    for (auto* const button : {m_details, m_remove, m_choose, m_download}) {
        addHeaderWidget(button);
    }
    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("weightsText"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_list = new QPlainTextEdit(this);
    m_list->setObjectName(QStringLiteral("weightsList"));
    m_list->setReadOnly(true);
    m_list->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_list->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_list->setMinimumHeight(listHeight);
    m_list->hide();

    m_transfer = new QWidget(this);
    m_progress = new QProgressBar(m_transfer);
    m_progress->setObjectName(QStringLiteral("weightsProgress"));
    m_progress->setRange(0, progressSteps);
    m_progress->setTextVisible(false);
    m_received = new QLabel(m_transfer);
    m_received->setProperty("role", QStringLiteral("secondary"));
    m_cancel = flatButton("weightsCancelButton", m_transfer);
    auto* const row = new QHBoxLayout(m_transfer);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::unit);
    row->addWidget(m_progress, 1);
    row->addWidget(m_received);
    row->addWidget(m_cancel);
    m_transfer->hide();

    body()->addWidget(m_text);
    body()->addWidget(m_transfer);
    body()->addWidget(m_list, 1);
}

void WeightsCard::setConfig(const RunConfig& config, int classes)
{
    const auto& model = config.model;
    const bool same = m_classes == classes && m_config.model == model;
    const bool first = m_classes == 0;
    const bool otherBackbone = m_config.model.backbone != model.backbone;
    m_config = config;
    m_classes = classes;
    if (first || otherBackbone) {
        fillDownloads();
    }
    if (!same) {
        m_report.reset();
        m_downloadProblem.clear();
        m_settle.start();
        showReport();
        emit examined();
    }
}

void WeightsCard::setPublished(const QVector<KnownWeights>& published, const QString& folder)
{
    m_published = published;
    m_folder = folder;
    fillDownloads();
}

void WeightsCard::examine()
{
    if (m_job) {
        m_job->cancel();
    }
    if (m_config.model.weights.empty()) {
        return;
    }
    m_job = Job::run<Result<WeightsReport>>(
        this,
        [model = m_config.model, classes = m_classes](const std::stop_token&,
                                                      const ProgressCallback&) {
            return examineWeights(model.weights, model, classes);
        },
        [this](Result<WeightsReport> report) {
            m_report = std::move(report);
            showReport();
            emit examined();
        });
}

QString WeightsCard::problem() const
{
    if (!m_report || (m_report->ok() && (*m_report)->fits())) {
        return {};
    }
    return m_report->ok() ? WeightsTexts::summary(**m_report) : Format::error(m_report->error());
}

void WeightsCard::showReport()
{
    const bool given = !m_config.model.weights.empty();
    m_remove->setVisible(given);
    const auto details =
        given && m_report && m_report->ok() ? WeightsTexts::details(**m_report) : QString();
    m_details->setVisible(!details.isEmpty());
    const bool shown = !details.isEmpty() && m_details->isChecked();
    emit detailsShown(shown); // Room is made before it is taken.
    m_list->setVisible(shown);
    m_list->setPlainText(details);
    if (!m_downloadProblem.isEmpty()) {
        setText(m_downloadProblem, "error");
    } else if (!given) {
        setText(tr("Random ones, by the seed. A backbone that was trained on other images often "
                   "learns yours better and sooner."),
                "secondary");
    } else if (!m_report) {
        setText(tr("Reading %1…")
                    .arg(QFileInfo(QString::fromStdString(m_config.model.weights)).fileName()),
                "secondary");
    } else if (const auto reason = problem(); !reason.isEmpty()) {
        setText(reason, "error");
    } else {
        setText(WeightsTexts::summary(**m_report), "");
    }
}

void WeightsCard::setText(const QString& text, const char* role)
{
    m_text->setText(text);
    m_text->setProperty("role", QLatin1String(role));
    m_text->style()->unpolish(m_text);
    m_text->style()->polish(m_text);
}

void WeightsCard::chooseFile()
{
    const auto current = QString::fromStdString(m_config.model.weights);
    auto* const dialog = new QFileDialog(
        window(), tr("First weights"),
        current.isEmpty() ? m_folder : QFileInfo(current).absolutePath(),
        tr("Weights (*.pth *.pt *.safetensors)") + QStringLiteral(";;") + tr("All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &WeightsCard::chosen);
    dialog->open();
}

void WeightsCard::fillDownloads()
{
    m_downloads->clear();
    for (const auto& weights : m_published) {
        if (weights.backbone != m_config.model.backbone) {
            continue;
        }
        auto* const action = m_downloads->addAction(
            tr("%1, %2 (%3)")
                .arg(weights.title, weights.fileName,
                     Format::bytes(static_cast<std::uint64_t>(weights.bytes))));
        action->setToolTip(weights.address.toString());
        connect(action, &QAction::triggered, this, [this, weights] { startDownload(weights); });
    }
    const bool any = !m_downloads->isEmpty();
    m_download->setEnabled(any && !m_fetching->active());
    m_download->setToolTip(any ? tr("Fetches torchvision's weights from PyTorch's server")
                               : tr("Torchvision publishes no weights for this backbone"));
}

void WeightsCard::startDownload(const KnownWeights& weights)
{
    m_downloadProblem.clear();
    m_progress->setValue(0);
    m_received->clear();
    m_transfer->show();
    m_download->setEnabled(false);
    showReport();
    m_fetching->start(weights, m_folder);
}

void WeightsCard::endDownload(const QString& problem)
{
    m_downloadProblem = problem;
    m_transfer->hide();
    fillDownloads();
    showReport();
}

void WeightsCard::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    Card::changeEvent(event);
}

void WeightsCard::retranslate()
{
    setTitle(tr("First weights"));
    m_details->setText(tr("Details"));
    m_remove->setText(tr("Remove"));
    m_choose->setText(tr("Choose a file…"));
    m_download->setText(tr("Download"));
    m_cancel->setText(tr("Cancel"));
    m_cancel->setToolTip(tr("What has come is kept, and the next download goes on from there"));
    fillDownloads();
    showReport();
}

} // namespace weft

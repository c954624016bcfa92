#include "app/pages/export/export_results.h"

#include "app/pages/export/changed_card.h"
#include "app/pages/export/proof_card.h"
#include "app/pages/export/trade_off_card.h"

#include "widgets/runs/export_model.h"
#include "widgets/util/card.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace weft {

ExportResults::ExportResults(QWidget* parent)
    : QWidget(parent)
    , m_progress(new Card(this))
    , m_chart(new TradeOffCard(this))
    , m_proof(new ProofCard(this))
    , m_changed(new ChangedCard(this))
{
    buildProgress();
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(metrics::cardGap);
    column->addWidget(m_progress);
    column->addWidget(m_chart, 3);
    column->addWidget(m_proof);
    column->addWidget(m_changed, 2);
    connect(m_cancel, &QPushButton::clicked, this, &ExportResults::cancelRequested);
    connect(m_proof, &ProofCard::chosen, this, [this](int row) {
        m_changed->showFile(row < 0 ? nullptr : m_proof->model().file(row));
    });
    m_progress->hide();
    retranslate();
}

void ExportResults::buildProgress()
{
    m_what = new QLabel(m_progress);
    m_what->setObjectName(QStringLiteral("exportWhat"));
    m_remaining = new QLabel(m_progress);
    m_remaining->setObjectName(QStringLiteral("exportRemaining"));
    m_remaining->setProperty("role", "secondary");
    m_bar = new QProgressBar(m_progress);
    m_bar->setObjectName(QStringLiteral("exportBar"));
    m_bar->setTextVisible(false);
    m_cancel = new QPushButton(m_progress);
    m_cancel->setObjectName(QStringLiteral("cancelExportButton"));
    auto* const texts = new QHBoxLayout;
    texts->addWidget(m_what, 1);
    texts->addWidget(m_remaining);
    auto* const told = new QVBoxLayout;
    told->setSpacing(metrics::unit);
    told->addLayout(texts);
    told->addWidget(m_bar);
    auto* const row = new QHBoxLayout;
    row->setSpacing(2 * metrics::unit);
    row->addLayout(told, 1);
    row->addWidget(m_cancel);
    m_progress->body()->addLayout(row);
}

void ExportResults::begin(const QString& run, const std::vector<ExportTarget>& targets,
                          const QStringList& classNames)
{
    m_run = run;
    m_classNames = classNames;
    m_made = 0;
    m_stopping = false;
    m_cancel->setEnabled(true);
    m_changed->setImages({}, classNames);
    m_proof->model().setTargets(targets);
    m_proof->choose(0);
    m_chart->setFiles({});
    m_chart->hide();
    m_progress->show();
    setProgress(0, 0, -1);
}

void ExportResults::setImages(DatasetPtr images)
{
    m_changed->setImages(std::move(images), m_classNames);
}

void ExportResults::setFiles(const std::vector<ExportedFile>& files)
{
    m_made = files.size();
    m_proof->model().setFile(files.back());
    m_chart->setFiles(files);
    m_chart->setVisible(std::ranges::any_of(
        files, [](const ExportedFile& file) { return file.proof.has_value(); }));
    showProgress();
}

void ExportResults::setProgress(qint64 done, qint64 total, double remaining)
{
    m_bar->setRange(0, static_cast<int>(total));
    m_bar->setValue(static_cast<int>(done));
    m_left = remaining;
    showProgress();
}

void ExportResults::showStopping()
{
    m_stopping = true;
    m_cancel->setEnabled(false);
    showProgress();
}

void ExportResults::end()
{
    m_progress->hide();
    m_proof->model().endWaiting();
    chooseTelling();
}

bool ExportResults::empty() const
{
    return m_proof->model().rowCount() == 0;
}

void ExportResults::chooseTelling()
{
    if (m_proof->currentRow() > 0) {
        return; // A person has chosen.
    }
    const auto& model = m_proof->model();
    int telling = 0;
    std::size_t most = 0;
    for (int row = 0; row < model.rowCount(); ++row) {
        const auto* const file = model.file(row);
        if (file && file->refused) {
            telling = row;
            break;
        }
        if (file && file->proof && file->proof->changed.size() > most) {
            telling = row;
            most = file->proof->changed.size();
        }
    }
    m_proof->choose(telling);
}

void ExportResults::showProgress()
{
    m_what->setText(
        tr("Exporting %1: %2 of %3 done").arg(m_run).arg(m_made).arg(m_proof->model().rowCount()));
    m_remaining->setText(m_stopping   ? tr("stopping…")
                         : m_left < 0 ? QString()
                                      : tr("about %1 left").arg(Format::duration(m_left)));
}

void ExportResults::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    QWidget::changeEvent(event);
}

void ExportResults::retranslate()
{
    m_cancel->setText(tr("Cancel"));
    m_bar->setAccessibleName(tr("Export"));
    showProgress();
}

} // namespace weft

#include "app/pages/compare/result_card.h"

#include "app/pages/save_dialog.h"
#include "app/session/file_saving.h"
#include "app/session/workbench.h"

#include "widgets/plots/interval_chart.h"
#include "widgets/runs/comparison_model.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <functional>
#include <utility>

namespace weft {

namespace {

constexpr double pictureScale = 2;

QVector<IntervalRow> chartRows(const ComparisonTable& table)
{
    QVector<IntervalRow> rows;
    for (const auto& row : table.rows) {
        rows.append({QString::fromStdString(row.name),
                     QVector<double>(row.accuracies.begin(), row.accuracies.end()),
                     row.accuracy.mean, row.accuracy.deviation});
    }
    return rows;
}

} // namespace

ResultCard::ResultCard(Workbench& workbench, QWidget* parent)
    : Card(parent)
    , m_workbench(workbench)
    , m_model(new ComparisonModel(this))
{
    build();
    connect(m_markdown, &QPushButton::clicked, this,
            [this] { ask(QStringLiteral("md"), tr("Markdown (*.md)")); });
    connect(m_csv, &QPushButton::clicked, this,
            [this] { ask(QStringLiteral("csv"), tr("Tables (*.csv)")); });
    connect(m_runs, &QPushButton::clicked, this, [this] {
        ask(QStringLiteral("runs.csv"), tr("Tables (*.csv)"), &ResultCard::saveRuns);
    });
    connect(m_png, &QPushButton::clicked, this,
            [this] { ask(QStringLiteral("png"), tr("Pictures (*.png)")); });
    retranslate();
}

void ResultCard::build()
{
    const auto flat = [this](const char* name) {
        auto* const button = new QPushButton(this);
        button->setObjectName(QLatin1String(name));
        button->setProperty("flat", true);
        addHeaderWidget(button);
        return button;
    };
    m_markdown = flat("compareMarkdownButton");
    m_csv = flat("compareCsvButton");
    m_runs = flat("compareRunsButton");
    m_png = flat("comparePngButton");
    m_content = new QWidget(this);
    m_chart = new IntervalChart(m_content);
    m_chart->setObjectName(QStringLiteral("compareChart"));
    m_view = new QTableView(m_content);
    m_view->setObjectName(QStringLiteral("compareTable"));
    m_view->setModel(m_model);
    m_view->setProperty("compact", true);
    m_view->verticalHeader()->hide();
    m_view->setShowGrid(false);
    m_view->setSelectionMode(QAbstractItemView::NoSelection);
    m_view->setFocusPolicy(Qt::NoFocus);
    m_view->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_view->horizontalHeader()->setSectionResizeMode(ComparisonModel::NameColumn,
                                                     QHeaderView::Stretch);
    m_view->horizontalHeader()->setSectionsClickable(false);
    m_matched = new QLabel(m_content);
    m_matched->setObjectName(QStringLiteral("compareMatched"));
    m_matched->setTextFormat(Qt::PlainText);
    m_matched->setWordWrap(true);
    m_method = new QLabel(m_content);
    m_method->setProperty("role", QStringLiteral("secondary"));
    m_method->setWordWrap(true);
    auto* const column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2 * metrics::unit);
    column->addWidget(m_chart);
    column->addWidget(m_view, 1);
    column->addWidget(m_matched);
    column->addWidget(m_method);
    column->addStretch(0); // Takes what the table leaves, which never grows beyond its rows.
    body()->addWidget(m_content, 1);
}

void ResultCard::setComparison(const Comparison& comparison, const ComparisonTable& table)
{
    m_table = table;
    m_runsCsv = runsCsv(comparison);
    m_model->setTable(m_table);
    m_view->setMaximumHeight(m_view->horizontalHeader()->sizeHint().height() +
                             m_view->verticalHeader()->length() + 2 * m_view->frameWidth());
    m_chart->setRows(chartRows(m_table));
    showMatched();
    setNote(tr("%1 of %2 runs").arg(m_table.finished).arg(m_table.planned));
}

void ResultCard::showMatched()
{
    QStringList lines;
    for (const auto& [baseline, row, judgement] : m_table.matched) {
        const auto name = [this](std::size_t index) {
            return QString::fromStdString(m_table.rows.at(index).name);
        };
        lines.append(tr("%1 beside %2: %3. %4.")
                         .arg(name(row), name(baseline), ComparisonModel::verdict(judgement),
                              ComparisonModel::reason(judgement, name(baseline))));
    }
    m_matched->setText(lines.join(QLatin1Char('\n')));
    m_matched->setVisible(!lines.isEmpty());
}

QImage ResultCard::picture()
{
    const int margin = 3 * metrics::unit;
    const QSize part(m_content->width(), m_method->geometry().bottom() + 1);
    QImage image(part.grownBy({margin, margin, margin, margin}) * pictureScale,
                 QImage::Format_RGB32);
    image.setDevicePixelRatio(pictureScale);
    image.fill(tokensOf(palette()).surface);
    m_content->render(&image, {margin, margin}, QRect({}, part), QWidget::DrawChildren);
    return image;
}

void ResultCard::ask(const QString& ending, const QString& filter, Save save)
{
    askWhereToSave(this, m_workbench.settings(),
                   {tr("Save the comparison"),
                    QString::fromStdString(m_table.title) + QLatin1Char('.') + ending, filter},
                   [this, save](const QString& file) { (this->*save)(file); });
}

void ResultCard::save(const QString& file)
{
    const auto ending = QFileInfo(file).suffix().toLower();
    // The picture has to be drawn in the window's thread; encoding and writing need not.
    std::function<QByteArray()> content;
    if (ending == QLatin1String("png")) {
        content = [drawn = picture()] { return toPng(drawn); };
    } else if (ending == QLatin1String("csv")) {
        content = [table = m_table] { return QByteArray::fromStdString(toCsv(table)); };
    } else {
        content = [table = m_table] { return QByteArray::fromStdString(toMarkdown(table)); };
    }
    saveInBackground(this, m_workbench, file, std::move(content));
}

void ResultCard::saveRuns(const QString& file)
{
    saveInBackground(this, m_workbench, file,
                     [text = m_runsCsv] { return QByteArray::fromStdString(text); });
}

void ResultCard::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    Card::changeEvent(event);
}

void ResultCard::retranslate()
{
    setTitle(tr("Result"));
    m_markdown->setText(tr("Markdown…"));
    m_csv->setText(tr("CSV…"));
    m_csv->setToolTip(tr("The table, a line a configuration"));
    m_runs->setText(tr("Runs as CSV…"));
    m_runs->setToolTip(tr("A line for every run, with its folder"));
    m_png->setText(tr("PNG…"));
    m_method->setText(
        tr("Accuracy is the validation's after the last epoch: a dot a seed, a line at the mean, a "
           "bar of one standard deviation to both sides. A verdict comes from a two-sided paired "
           "t-test over the seeds at 5 %, with Holm's correction. Times of pictures are medians of "
           "rounds in which the networks took turns."));
    m_model->retranslate();
    showMatched();
    if (m_table.planned > 0) {
        setNote(tr("%1 of %2 runs").arg(m_table.finished).arg(m_table.planned));
    }
}

} // namespace weft

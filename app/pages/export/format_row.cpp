#include "app/pages/export/format_row.h"

#include "widgets/runs/export_texts.h"
#include "widgets/util/theme.h"

#include <QCheckBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QStyle>

namespace weft {

namespace {

constexpr int indent = 22; ///< The purpose begins where the tick's text does.

} // namespace

FormatRow::FormatRow(ExportFormat format, QWidget* parent)
    : QWidget(parent)
    , m_format(format)
    , m_tick(new QCheckBox(this))
    , m_file(new QLabel(this))
    , m_purpose(new QLabel(this))
{
    const auto key = QLatin1String(exportFormatName(format));
    m_tick->setObjectName(QStringLiteral("export-%1").arg(key));
    m_file->setObjectName(QStringLiteral("exportFile-%1").arg(key));
    m_file->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_file->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_file->setTextFormat(Qt::PlainText);
    m_purpose->setProperty("role", "secondary");
    m_purpose->setIndent(indent);
    m_purpose->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* const grid = new QGridLayout(this);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(metrics::unit);
    grid->setVerticalSpacing(1);
    grid->addWidget(m_tick, 0, 0);
    grid->addWidget(m_file, 0, 1);
    grid->addWidget(m_purpose, 1, 0, 1, 2);
    grid->setColumnStretch(1, 1);
    connect(m_tick, &QCheckBox::toggled, this, [this] {
        showFile();
        emit toggled();
    });
    retranslate();
}

bool FormatRow::ticked() const
{
    return m_tick->isChecked();
}

void FormatRow::setTicked(bool ticked)
{
    m_tick->setChecked(ticked);
}

void FormatRow::setFile(const QString& name, bool exists)
{
    m_name = name;
    m_exists = exists;
    showFile();
}

void FormatRow::showFile()
{
    const bool warn = ticked() && m_exists;
    const auto whole = warn ? tr("%1 exists", "a file's name").arg(m_name) : m_name;
    m_file->setToolTip(whole);
    m_file->setText(ticked()
                        ? m_file->fontMetrics().elidedText(whole, Qt::ElideMiddle, m_file->width())
                        : QString());
    const auto role = warn ? QStringLiteral("warning") : QStringLiteral("secondary");
    if (m_file->property("role") != role) {
        m_file->setProperty("role", role);
        m_file->style()->polish(m_file);
    }
}

void FormatRow::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    showFile();
}

void FormatRow::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void FormatRow::retranslate()
{
    m_tick->setText(ExportTexts::name(m_format));
    m_purpose->setText(ExportTexts::purpose(m_format));
    m_purpose->setToolTip(m_purpose->text());
    m_tick->setAccessibleDescription(m_purpose->text());
    showFile();
}

} // namespace weft

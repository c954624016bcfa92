#include "app/pages/export/export_form.h"

#include "app/pages/export/format_row.h"
#include "app/pages/export/place_watch.h"
#include "app/session/workbench.h"

#include "widgets/runs/export_texts.h"
#include "widgets/util/theme.h"

#include "core/deploy/export_places.h"

#include <QCheckBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace weft {

namespace {

constexpr double usualLoss = 1; ///< Points.
constexpr int toleranceWidth = 56;
constexpr int lossWidth = 96;

/// A run's name as a file's: what no file's name may hold becomes a dash.
QString asFileName(QString name)
{
    for (auto& character : name) {
        if (character == QLatin1Char('/') || character == QLatin1Char('\\') ||
            character < QLatin1Char(' ')) {
            character = QLatin1Char('-');
        }
    }
    return name.trimmed();
}

/// All that a form writes, relative to the folder.
QStringList namesOf(ExportFormat format, const QString& stem)
{
    ExportTarget target;
    target.format = format;
    target.file = ExportTexts::fileName(format, stem).toStdString();
    QStringList names;
    for (const auto& file : filesOf(target)) {
        names.append(QString::fromStdString(file.string()));
    }
    return names;
}

} // namespace

ExportForm::ExportForm(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_places(new PlaceWatch(this))
{
    build();
    connect(m_places, &PlaceWatch::looked, this, [this] {
        showFiles();
        updateControls();
    });
    for (auto* row : m_rows) {
        connect(row, &FormatRow::toggled, this, &ExportForm::updateControls);
    }
    connect(m_folder, &QLineEdit::textChanged, this, &ExportForm::look);
    connect(m_name, &QLineEdit::textChanged, this, [this] {
        showFiles();
        look();
    });
    connect(m_name, &QLineEdit::textEdited, this,
            [this](const QString& text) { m_nameEdited = !text.trimmed().isEmpty(); });
    connect(m_browse, &QPushButton::clicked, this, &ExportForm::askForFolder);
    connect(m_tolerance, &QLineEdit::textChanged, this, &ExportForm::updateControls);
    connect(m_replace, &QCheckBox::toggled, this, &ExportForm::updateControls);
    connect(&m_workbench, &Workbench::busyChanged, this, &ExportForm::updateControls);
    connect(m_export, &QPushButton::clicked, this, [this] {
        m_workbench.settings().setExportFolder(m_folder->text());
        emit exportRequested();
    });
    m_folder->setText(QDir::toNativeSeparators(workbench.settings().exportFolder()));
    m_rows.front()->setTicked(true);
    retranslate();
}

void ExportForm::build()
{
    m_choices = new QWidget(this);
    auto* const choices = new QVBoxLayout(m_choices);
    choices->setContentsMargins({});
    choices->setSpacing(metrics::unit);
    for (const auto format : offeredFormats) {
        auto* const row = new FormatRow(format, m_choices);
        m_rows.append(row);
        choices->addWidget(row);
    }
    m_preprocessing = new QCheckBox(m_choices);
    m_preprocessing->setObjectName(QStringLiteral("exportPreprocessing"));
    m_replace = new QCheckBox(m_choices);
    m_replace->setObjectName(QStringLiteral("exportReplace"));
    choices->addWidget(m_preprocessing);
    choices->addWidget(makePlaceFields());
    choices->addWidget(m_replace);
    choices->addStretch(1);
    m_hint = new QLabel(this);
    m_hint->setObjectName(QStringLiteral("exportHint"));
    m_hint->setProperty("role", "secondary");
    m_hint->setWordWrap(true);
    m_hint->setTextFormat(Qt::PlainText);
    m_export = new QPushButton(this);
    m_export->setObjectName(QStringLiteral("exportButton"));
    m_export->setProperty("primary", true);
    auto* const bottom = new QHBoxLayout;
    bottom->setSpacing(2 * metrics::unit);
    bottom->addWidget(m_hint, 1);
    bottom->addWidget(m_export, 0, Qt::AlignBottom);
    auto* const scroll = new QScrollArea(this);
    scroll->setWidget(m_choices);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(metrics::unit);
    column->addWidget(scroll, 1);
    column->addLayout(bottom);
}

QWidget* ExportForm::makePlaceFields()
{
    auto* const fields = new QWidget(m_choices);
    const auto label = [fields] {
        auto* const made = new QLabel(fields);
        made->setProperty("role", "secondary");
        return made;
    };
    m_folderLabel = label();
    m_folder = new QLineEdit(fields);
    m_folder->setObjectName(QStringLiteral("exportFolder"));
    m_folderLabel->setBuddy(m_folder);
    m_browse = new QPushButton(fields);
    m_browse->setObjectName(QStringLiteral("exportBrowseButton"));
    m_nameLabel = label();
    m_name = new QLineEdit(fields);
    m_name->setObjectName(QStringLiteral("exportName"));
    m_name->setMaxLength(100);
    m_nameLabel->setBuddy(m_name);
    m_toleranceLabel = label();
    // A line edit, since a spin box knows no 1e-6.
    m_tolerance = new QLineEdit(QStringLiteral("0.001"), fields);
    m_tolerance->setObjectName(QStringLiteral("exportTolerance"));
    m_toleranceLabel->setBuddy(m_tolerance);
    m_lossLabel = label();
    m_loss = new QDoubleSpinBox(fields);
    m_loss->setObjectName(QStringLiteral("exportLoss"));
    m_loss->setDecimals(1);
    m_loss->setRange(0, 50);
    m_loss->setMinimumWidth(lossWidth);
    m_loss->setSingleStep(0.5);
    m_loss->setValue(usualLoss);
    m_lossLabel->setBuddy(m_loss);
    m_tolerance->setMinimumWidth(toleranceWidth);
    auto* const limits = new QHBoxLayout;
    limits->setSpacing(metrics::unit);
    limits->addWidget(m_tolerance, 1);
    limits->addWidget(m_lossLabel);
    limits->addWidget(m_loss);
    auto* const grid = new QGridLayout(fields);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(metrics::unit);
    grid->setVerticalSpacing(metrics::unit);
    grid->addWidget(m_folderLabel, 0, 0);
    grid->addWidget(m_folder, 0, 1);
    grid->addWidget(m_browse, 0, 2);
    grid->addWidget(m_nameLabel, 1, 0);
    grid->addWidget(m_name, 1, 1, 1, 2);
    grid->addWidget(m_toleranceLabel, 2, 0);
    grid->addLayout(limits, 2, 1, 1, 2);
    grid->setColumnStretch(1, 1);
    return fields;
}

void ExportForm::setRun(const QString& name, const QString& obstacle)
{
    m_runObstacle = obstacle;
    m_nameEdited = m_nameEdited && name == m_runName;
    m_runName = name;
    if (!m_nameEdited) {
        m_name->setText(asFileName(name));
    }
    updateControls();
}

void ExportForm::setActive(bool active)
{
    m_active = active;
    m_choices->setEnabled(!active);
    if (!active) {
        m_replace->setChecked(false); // Each time anew, so that nothing is replaced unawares.
        look();
    }
    updateControls();
}

QString ExportForm::stem() const
{
    return m_name->text().trimmed();
}

double ExportForm::tolerance() const
{
    bool number = false;
    const double value = m_tolerance->text().trimmed().toDouble(&number);
    return number && std::isfinite(value) ? std::max(0.0, value) : 0;
}

void ExportForm::look()
{
    QStringList names;
    for (const auto format : offeredFormats) {
        names += namesOf(format, stem());
    }
    m_places->look(m_folder->text(), names);
    updateControls();
}

QStringList ExportForm::existing() const
{
    QStringList files;
    for (const auto* row : m_rows) {
        for (const auto& file : namesOf(row->format(), stem())) {
            if (row->ticked() && m_places->found().present.contains(file)) {
                files.append(file);
            }
        }
    }
    return files;
}

ExportRequest ExportForm::request() const
{
    ExportRequest request;
    request.tolerance = tolerance();
    request.accuracyLoss = m_loss->value() / 100;
    for (const auto* row : m_rows) {
        if (row->ticked()) {
            ExportTarget target;
            target.format = row->format();
            target.file = QDir(m_folder->text())
                              .filePath(ExportTexts::fileName(row->format(), stem()))
                              .toStdString();
            target.preprocessing =
                takesPreprocessing(row->format()) && m_preprocessing->isChecked();
            target.replace = m_replace->isChecked();
            request.targets.push_back(target);
        }
    }
    measureOwnInt8(request.targets);
    return request;
}

void ExportForm::askForFolder()
{
    const auto folder =
        QFileDialog::getExistingDirectory(this, tr("Where the files go"), m_folder->text());
    if (!folder.isEmpty()) {
        m_folder->setText(QDir::toNativeSeparators(folder));
    }
}

QString ExportForm::obstacle() const
{
    if (!m_runObstacle.isEmpty()) {
        return m_runObstacle;
    }
    if (std::none_of(m_rows.cbegin(), m_rows.cend(),
                     [](const FormatRow* row) { return row->ticked(); })) {
        return tr("Tick a form");
    }
    if (stem().isEmpty()) {
        return tr("The files need a name");
    }
    if (asFileName(stem()) != stem()) {
        return tr("A name cannot hold a slash");
    }
    if (tolerance() <= 0) {
        return tr("The tolerance has to be a number above 0");
    }
    if (const auto busy = m_workbench.obstacleTo(HeavyWork::Exporting); !busy.isEmpty()) {
        return busy;
    }
    if (m_places->looking()) {
        return tr("Looking at the folder…");
    }
    if (!m_places->found().folder) {
        return tr("There is no such folder");
    }
    if (!m_places->found().writable) {
        return tr("Nothing can be written in this folder");
    }
    const auto files = existing();
    if (!files.isEmpty() && !m_replace->isChecked()) {
        return files.size() == 1
                   ? tr("“%1” exists. Replace it, or change the name.").arg(files.front())
                   : tr("%n of these files exist. Replace them, or change the name.", nullptr,
                        static_cast<int>(files.size()));
    }
    return {};
}

void ExportForm::updateControls()
{
    const auto reason = obstacle();
    const bool onnx = std::any_of(m_rows.cbegin(), m_rows.cend(), [](const FormatRow* row) {
        return row->ticked() && takesPreprocessing(row->format());
    });
    m_preprocessing->setEnabled(onnx);
    m_replace->setEnabled(!existing().isEmpty());
    m_hint->setText(m_active ? QString() : reason);
    m_export->setEnabled(!m_active && reason.isEmpty());
    m_export->setToolTip(m_export->isEnabled() ? QString() : m_hint->text());
}

void ExportForm::showFiles()
{
    for (auto* row : m_rows) {
        const auto files = namesOf(row->format(), stem());
        const bool exists = std::any_of(files.cbegin(), files.cend(), [this](const QString& file) {
            return m_places->found().present.contains(file);
        });
        row->setFile(stem().isEmpty() ? QString() : ExportTexts::fileName(row->format(), stem()),
                     exists);
    }
}

void ExportForm::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    look();
}

void ExportForm::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void ExportForm::retranslate()
{
    m_preprocessing->setText(tr("Preprocessing inside the ONNX file"));
    m_preprocessing->setToolTip(
        tr("The file takes pixels, uint8 RGB of the network's size, and normalises them itself. "
           "Without it the program that uses it has to."));
    m_folderLabel->setText(tr("Folder"));
    m_browse->setText(tr("Choose…"));
    m_nameLabel->setText(tr("Name"));
    m_toleranceLabel->setText(tr("Tolerance"));
    const auto tolerance =
        tr("How far a score before the softmax may lie from the run's. ONNX, safetensors and "
           "TorchScript are refused beyond it.");
    m_tolerance->setToolTip(tolerance);
    m_tolerance->setAccessibleName(tr("Largest difference of a score"));
    m_lossLabel->setText(tr("int8 loses at most"));
    m_loss->setSuffix(tr(" points"));
    m_loss->setToolTip(tr("How much accuracy an int8 file may lose before it is refused"));
    m_replace->setText(tr("Replace files that exist"));
    m_replace->setToolTip(tr("A file is only replaced once the new one has passed its proof"));
    m_export->setText(tr("Export"));
    showFiles();
    updateControls();
}

} // namespace weft

#include "app/pages/source_chooser.h"

#include "widgets/util/roomy_delegate.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QFileInfo>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace weft {

namespace {

constexpr int chooserWidth = 264;

} // namespace

SourceChooser::SourceChooser(QWidget* parent)
    : Card(parent)
    , m_openFolder(new QPushButton(this))
    , m_openFile(new QPushButton(this))
    , m_hint(new QLabel(this))
    , m_builtInHeading(new QLabel(this))
    , m_digits(new QPushButton(this))
    , m_aboutDigits(new QLabel(this))
    , m_pairs(new QPushButton(this))
    , m_aboutPairs(new QLabel(this))
    , m_recentHeading(new QLabel(this))
    , m_recent(new QListWidget(this))
{
    setFixedWidth(chooserWidth);
    m_openFolder->setObjectName(QStringLiteral("openFolderButton"));
    m_openFolder->setProperty("primary", true);
    m_openFile->setObjectName(QStringLiteral("openFileButton"));
    m_digits->setObjectName(QStringLiteral("builtinDigitsButton"));
    m_pairs->setObjectName(QStringLiteral("builtinPairsButton"));
    m_recent->setObjectName(QStringLiteral("recentList"));
    m_recent->setItemDelegate(new RoomyDelegate(m_recent));
    m_recent->setTextElideMode(Qt::ElideMiddle);
    m_recent->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (auto* label : {m_hint, m_aboutDigits, m_aboutPairs}) {
        label->setProperty("role", "secondary");
        label->setWordWrap(true);
    }
    for (auto* heading : {m_builtInHeading, m_recentHeading}) {
        heading->setProperty("role", "heading");
    }

    body()->addWidget(m_openFolder);
    body()->addWidget(m_openFile);
    body()->addWidget(m_hint);
    body()->addSpacing(metrics::unit);
    body()->addWidget(m_builtInHeading);
    addBuiltIn(m_digits, m_aboutDigits, QStringLiteral("builtin:digits"));
    addBuiltIn(m_pairs, m_aboutPairs, QStringLiteral("builtin:pairs"));
    body()->addSpacing(metrics::unit);
    body()->addWidget(m_recentHeading);
    body()->addWidget(m_recent, 1);

    connect(m_openFolder, &QPushButton::clicked, this, &SourceChooser::folderRequested);
    connect(m_openFile, &QPushButton::clicked, this, &SourceChooser::fileRequested);
    const auto choose = [this](const QListWidgetItem* item) {
        emit sourceChosen(item->data(Qt::UserRole).toString());
    };
    // A click and the Enter key; a style that activates on a single click must not choose twice.
    connect(m_recent, &QListWidget::itemClicked, this, choose);
    connect(m_recent, &QListWidget::itemActivated, this, [this, choose](QListWidgetItem* item) {
        if (m_recent->style()->styleHint(QStyle::SH_ItemView_ActivateItemOnSingleClick) == 0) {
            choose(item);
        }
    });
    retranslate();
}

void SourceChooser::addBuiltIn(QPushButton* button, QLabel* about, const QString& location)
{
    body()->addWidget(button);
    body()->addWidget(about);
    connect(button, &QPushButton::clicked, this, [this, location] { emit sourceChosen(location); });
}

void SourceChooser::setRecent(const QStringList& sources)
{
    m_sources = sources;
    fillRecent();
}

void SourceChooser::fillRecent()
{
    m_recent->clear();
    for (const auto& source : m_sources) {
        const auto title = source == QLatin1String("builtin:digits") ? m_digits->text()
                           : source == QLatin1String("builtin:pairs")
                               ? m_pairs->text()
                               : QFileInfo(source).fileName();
        auto* item = new QListWidgetItem(title, m_recent);
        item->setData(Qt::UserRole, source);
        item->setToolTip(source);
    }
    m_recentHeading->setVisible(!m_sources.isEmpty());
    // Stays in the layout while empty, so that the rest keeps to the top.
    m_recent->setEnabled(!m_sources.isEmpty());
}

void SourceChooser::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void SourceChooser::retranslate()
{
    setTitle(tr("Source"));
    m_openFolder->setText(tr("Open folder…"));
    m_openFile->setText(tr("Open CIFAR or IDX file…"));
    m_hint->setText(tr("Or drop a folder anywhere on this page: train/ and val/ or test/, or one "
                       "folder for each class."));
    m_builtInHeading->setText(tr("Built in"));
    m_digits->setText(tr("Handwritten digits"));
    m_aboutDigits->setText(tr("1,797 real digits of 8 × 8 px, ten classes. Learned within a "
                              "minute."));
    m_pairs->setText(tr("Pairs"));
    m_aboutPairs->setText(tr("5,000 generated images: which two glyphs, far apart, and in which order?"));
    m_recentHeading->setText(tr("Recent"));
    m_recent->setAccessibleName(tr("Recent sources"));
    fillRecent();
}

} // namespace weft

#include "app/pages/source_overview.h"

#include "app/pages/fact_row.h"

#include "widgets/images/class_count_delegate.h"
#include "widgets/images/class_count_model.h"
#include "widgets/images/skipped_file_model.h"
#include "widgets/images/thumbnail_model.h"
#include "widgets/images/thumbnail_view.h"
#include "widgets/util/card.h"
#include "widgets/util/format.h"
#include "widgets/util/roomy_delegate.h"
#include "widgets/util/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

#include <utility>

namespace weft {

namespace {

constexpr int thumbnailSide = 72;
constexpr int leftOutHeight = 112;
constexpr int minimumColumn = 40;
constexpr int nameColumn = 88;

QString sides(int width, int height)
{
    return QStringLiteral("%1 × %2").arg(Format::count(width), Format::count(height));
}

void setUpTable(QTreeView* table, const QString& name)
{
    table->setObjectName(name);
    table->setRootIsDecorated(false);
    table->setUniformRowHeights(true);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setItemDelegate(new RoomyDelegate(table));
}

QVector<qint64> counts(const Dataset& set)
{
    const auto found = classCounts(set);
    return {found.begin(), found.end()};
}

} // namespace

SourceOverview::SourceOverview(QWidget* parent)
    : QWidget(parent)
    , m_factCard(new Card(this))
    , m_facts(new FactRow(this))
    , m_attribution(new QLabel(this))
    , m_configure(new QPushButton(this))
    , m_classCard(new Card(this))
    , m_counts(new ClassCountModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_classes(new QTreeView(this))
    , m_imageCard(new Card(this))
    , m_part(new QComboBox(this))
    , m_thumbnails(new ThumbnailModel(this))
    , m_images(new ThumbnailView(this))
    , m_leftOutCard(new Card(this))
    , m_warnings(new QLabel(this))
    , m_skipped(new SkippedFileModel(this))
    , m_skippedTable(new QTreeView(this))
{
    m_configure->setObjectName(QStringLiteral("configureButton"));
    m_configure->setProperty("primary", true);
    m_factCard->addHeaderWidget(m_configure);
    m_factCard->body()->addWidget(m_facts);
    m_factCard->body()->addWidget(m_attribution);
    m_attribution->setProperty("role", "secondary");
    m_attribution->setWordWrap(true);
    buildClasses();
    buildImages();
    buildLeftOut();

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(metrics::cardGap);
    grid->addWidget(m_factCard, 0, 0, 1, 2);
    grid->addWidget(m_classCard, 1, 0);
    grid->addWidget(m_imageCard, 1, 1);
    grid->addWidget(m_leftOutCard, 2, 0, 1, 2);
    grid->setRowStretch(1, 1);
    grid->setColumnStretch(0, 5); // The bars need the room more than the grid does.
    grid->setColumnStretch(1, 4);
    connect(m_configure, &QPushButton::clicked, this, &SourceOverview::configureRequested);
    retranslate();
}

void SourceOverview::buildClasses()
{
    m_sorted->setSourceModel(m_counts);
    m_sorted->setSortRole(ClassCountModel::SortRole);
    m_sorted->setSortLocaleAware(true);
    setUpTable(m_classes, QStringLiteral("classTable"));
    m_classes->setModel(m_sorted);
    m_classes->setItemDelegateForColumn(ClassCountModel::BarColumn, new ClassCountDelegate(this));
    m_classes->setSortingEnabled(true);
    m_classes->header()->setSortIndicatorClearable(true);
    m_classes->header()->setSortIndicator(-1, Qt::AscendingOrder);
    // The style's own minimum would push the bars out of a narrow table.
    m_classes->header()->setMinimumSectionSize(minimumColumn);
    m_classes->header()->resizeSection(ClassCountModel::NameColumn, nameColumn);
    m_classes->header()->setSectionResizeMode(ClassCountModel::BarColumn, QHeaderView::Stretch);
    m_classes->header()->setSectionResizeMode(ClassCountModel::TrainColumn,
                                              QHeaderView::ResizeToContents);
    m_classes->header()->setSectionResizeMode(ClassCountModel::ValidationColumn,
                                              QHeaderView::ResizeToContents);
    m_classCard->body()->addWidget(m_classes);
    connect(m_classes->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { showImages(); });
}

void SourceOverview::buildImages()
{
    m_part->setObjectName(QStringLiteral("partChoice"));
    m_part->addItems({QString(), QString()});
    m_imageCard->addHeaderWidget(m_part);
    m_images->setObjectName(QStringLiteral("thumbnailView"));
    m_images->setSide(thumbnailSide);
    m_images->setThumbnails(m_thumbnails);
    m_imageCard->body()->addWidget(m_images);
    connect(m_part, &QComboBox::currentIndexChanged, this, [this] { showImages(); });
    connect(m_thumbnails, &ThumbnailModel::picturesWanted, this, [this](const QVector<int>& rows) {
        QVector<qint64> wanted;
        for (const int row : rows) {
            wanted.append(m_thumbnails->item(row).id);
        }
        m_loader.request(wanted);
    });
    connect(&m_loader, &ThumbnailLoader::loaded, this, [this](qint64 index, const QImage& picture) {
        m_thumbnails->setPicture(m_thumbnails->rowOf(index), picture);
    });
}

void SourceOverview::buildLeftOut()
{
    m_warnings->setObjectName(QStringLiteral("warningLabel"));
    m_warnings->setProperty("role", "warning");
    m_warnings->setWordWrap(true);
    setUpTable(m_skippedTable, QStringLiteral("skippedTable"));
    m_skippedTable->setModel(m_skipped);
    m_skippedTable->setFixedHeight(leftOutHeight);
    m_leftOutCard->body()->addWidget(m_warnings);
    m_leftOutCard->body()->addWidget(m_skippedTable);
}

void SourceOverview::setSource(std::shared_ptr<const DataSource> source)
{
    m_source = std::move(source);
    const QSignalBlocker quiet(m_part);
    m_part->setCurrentIndex(0);
    showFacts();
    showCounts();
    showImages();
    showLeftOut();
}

DatasetPtr SourceOverview::shownSet() const
{
    return m_part->currentIndex() == 0 ? m_source->train : m_source->validation;
}

int SourceOverview::selectedClass() const
{
    const auto rows = m_classes->selectionModel()->selectedRows();
    return rows.isEmpty() ? -1 : m_sorted->mapToSource(rows.front()).row();
}

void SourceOverview::showFacts()
{
    if (!m_source) {
        m_facts->setFacts({});
        return;
    }
    const auto& sizes = m_source->sizes;
    const auto size = tr("%1 px").arg(sides(sizes.medianWidth, sizes.medianHeight));
    const bool alike = sizes.minWidth == sizes.maxWidth && sizes.minHeight == sizes.maxHeight;
    const auto range = tr("Width %1 to %2 px, height %3 to %4 px")
                           .arg(Format::count(sizes.minWidth), Format::count(sizes.maxWidth),
                                Format::count(sizes.minHeight), Format::count(sizes.maxHeight));
    const auto trained = static_cast<qint64>(m_source->train->size());
    const auto validated = static_cast<qint64>(m_source->validation->size());
    const auto split = m_source->split == SplitKind::Given
                           ? tr("as given")
                           : tr("%1 held back")
                                 .arg(Format::percent(static_cast<double>(validated) /
                                                          static_cast<double>(trained + validated),
                                                      0));
    m_factCard->setTitle(QString::fromStdString(m_source->title));
    m_facts->setFacts({
        {tr("Training images"), Format::count(trained), {}},
        {tr("Validation images"), Format::count(validated), {}},
        {tr("Classes"), Format::count(static_cast<qint64>(m_source->classNames.size())), {}},
        {alike ? tr("Image size") : tr("Median size"), size, range},
        {tr("Format"), formatName(), QString::fromStdString(m_source->location)},
        {tr("Split"), split,
         m_source->split == SplitKind::Given ? tr("The source tells its validation images itself.")
                                             : tr("A share of each class, chosen by the seed.")},
    });
    m_attribution->setText(QString::fromStdString(m_source->attribution));
    m_attribution->setVisible(!m_source->attribution.empty());
}

/// Core names the kinds of files in English; the names of formats stay as they are.
QString SourceOverview::formatName() const
{
    if (m_source->format == "image folder") {
        return tr("image folder");
    }
    return m_source->format == "built-in" ? tr("built in")
                                          : QString::fromStdString(m_source->format);
}

void SourceOverview::showCounts()
{
    if (!m_source) {
        m_counts->setCounts({}, {}, {});
        return;
    }
    QStringList names;
    for (const auto& name : m_source->classNames) {
        names << QString::fromStdString(name);
    }
    m_counts->setCounts(names, counts(*m_source->train), counts(*m_source->validation));
}

void SourceOverview::showImages()
{
    if (!m_source) {
        m_thumbnails->setItems({});
        m_loader.setDataset(nullptr, 0);
        return;
    }
    const auto set = shownSet();
    const int wanted = selectedClass();
    QVector<ThumbnailItem> items;
    for (std::size_t i = 0; i < set->size(); ++i) {
        const int label = set->label(i);
        if (wanted < 0 || label == wanted) {
            const auto& name = m_source->classNames[static_cast<std::size_t>(label)];
            const auto caption = QString::fromStdString(name);
            items.append({static_cast<qint64>(i),
                          caption,
                          {},
                          ThumbnailBadge::None,
                          caption + QStringLiteral(" · ") + QString::fromStdString(set->name(i))});
        }
    }
    m_imageCard->setNote(Format::count(items.size()));
    m_loader.setDataset(set, qRound(thumbnailSide * devicePixelRatioF()));
    m_thumbnails->setItems(std::move(items));
}

void SourceOverview::showLeftOut()
{
    QStringList warnings;
    if (m_source) {
        for (const auto& warning : m_source->warnings) {
            warnings << QString::fromStdString(warning);
        }
    }
    m_warnings->setText(warnings.join(QLatin1Char('\n')));
    m_warnings->setVisible(!warnings.isEmpty());
    const auto files = m_source ? m_source->skipped : std::vector<SkippedFile>();
    m_skipped->setFiles(files, m_source ? QString::fromStdString(m_source->location) : QString());
    m_skippedTable->setVisible(!files.empty());
    m_skippedTable->resizeColumnToContents(SkippedFileModel::FileColumn);
    m_leftOutCard->setNote(
        files.empty() ? QString()
                      : tr("skipped: %1").arg(Format::count(static_cast<qint64>(files.size()))));
    m_leftOutCard->setVisible(!files.empty() || !warnings.isEmpty());
}

void SourceOverview::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void SourceOverview::retranslate()
{
    m_configure->setText(tr("Configure a run"));
    m_classCard->setTitle(tr("Classes"));
    m_classCard->setNote(tr("select one to see its images"));
    m_imageCard->setTitle(tr("Images"));
    m_part->setItemText(0, tr("Training"));
    m_part->setItemText(1, tr("Validation"));
    m_leftOutCard->setTitle(tr("Left out"));
    m_classes->setAccessibleName(tr("Classes"));
    m_images->setAccessibleName(tr("Images"));
    m_skippedTable->setAccessibleName(tr("Skipped files"));
    m_counts->retranslate();
    m_skipped->retranslate();
    showFacts();
    showLeftOut();
}

} // namespace weft

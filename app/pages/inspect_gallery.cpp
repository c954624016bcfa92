#include "app/pages/inspect_gallery.h"

#include "app/session/thumbnail_loader.h"

#include "widgets/images/thumbnail_model.h"
#include "widgets/images/thumbnail_view.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace weft {

namespace {

constexpr int thumbnailSide = 60; // Five fit beside one another in the card.

QComboBox* makeFilter(const char* name, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->setObjectName(QLatin1String(name));
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(8);
    return box;
}

/// Fills a box and keeps the choice made in it.
void fill(QComboBox* box, const QStringList& texts)
{
    const QSignalBlocker quiet(box);
    const int current = std::max(0, box->currentIndex());
    box->clear();
    box->addItems(texts);
    box->setCurrentIndex(std::min(current, box->count() - 1));
}

} // namespace

InspectGallery::InspectGallery(QWidget* parent)
    : Card(parent)
    , m_truth(makeFilter("classFilter", this))
    , m_predicted(makeFilter("predictedFilter", this))
    , m_outcome(makeFilter("outcomeFilter", this))
    , m_order(makeFilter("orderFilter", this))
    , m_stack(new QStackedWidget(this))
    , m_nothing(new QLabel(this))
    , m_view(new ThumbnailView(this))
    , m_model(new ThumbnailModel(this))
    , m_loader(new ThumbnailLoader(this))
{
    m_view->setObjectName(QStringLiteral("inspectThumbnails"));
    m_view->setThumbnails(m_model);
    m_view->setSide(thumbnailSide);
    m_view->setCaptionsShown(false);
    m_nothing->setProperty("role", "secondary");
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_nothing);

    auto* filters = new QGridLayout;
    filters->setSpacing(metrics::unit);
    filters->addWidget(m_truth, 0, 0);
    filters->addWidget(m_predicted, 0, 1);
    filters->addWidget(m_outcome, 1, 0);
    filters->addWidget(m_order, 1, 1);
    body()->addLayout(filters);
    body()->addSpacing(metrics::unit);
    body()->addWidget(m_stack, 1);

    for (auto* box : {m_truth, m_predicted, m_outcome, m_order}) {
        connect(box, &QComboBox::currentIndexChanged, this, &InspectGallery::applyFilters);
    }
    connect(m_model, &ThumbnailModel::picturesWanted, this, [this](const QVector<int>& rows) {
        QVector<qint64> indices;
        for (const int row : rows) {
            indices.append(m_model->item(row).id);
        }
        m_loader->request(indices);
    });
    connect(m_loader, &ThumbnailLoader::loaded, this, [this](qint64 index, const QImage& picture) {
        m_model->setPicture(m_model->rowOf(index), picture);
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) {
                if (current.isValid()) {
                    emit imageChosen(m_model->item(current.row()).id);
                }
            });
    retranslate();
}

void InspectGallery::setImages(const QStringList& classNames, std::vector<Prediction> predictions,
                               DatasetPtr images)
{
    if (classNames != m_classNames) {
        for (auto* box : {m_truth, m_predicted}) {
            const QSignalBlocker quiet(box);
            box->setCurrentIndex(0);
        }
    }
    m_classNames = classNames;
    m_predictions = std::move(predictions);
    m_images = std::move(images);
    m_loader->setDataset(m_images, static_cast<int>(thumbnailSide * devicePixelRatioF()));
    retranslate();
}

void InspectGallery::showCell(int truth, int predicted)
{
    {
        const QSignalBlocker quietTruth(m_truth);
        const QSignalBlocker quietPredicted(m_predicted);
        const QSignalBlocker quietOutcome(m_outcome);
        m_truth->setCurrentIndex(truth + 1);
        m_predicted->setCurrentIndex(predicted + 1);
        m_outcome->setCurrentIndex(0);
    }
    applyFilters();
}

qint64 InspectGallery::chosen() const
{
    const auto current = m_view->currentIndex();
    return current.isValid() ? m_model->item(current.row()).id : -1;
}

void InspectGallery::choose(qint64 index)
{
    if (const int row = m_model->rowOf(index); row >= 0) {
        m_view->setCurrentIndex(m_model->index(row));
        m_view->scrollTo(m_model->index(row));
    }
}

void InspectGallery::applyFilters()
{
    const qint64 before = chosen();
    const InspectFilter filter{m_truth->currentIndex() - 1, m_predicted->currentIndex() - 1,
                               static_cast<InspectOutcome>(m_outcome->currentIndex()),
                               static_cast<InspectOrder>(m_order->currentIndex())};
    QVector<ThumbnailItem> items;
    const auto className = [this](int index) { return m_classNames.value(index, tr("not read")); };
    for (const qint64 index : filterPredictions(m_predictions, filter)) {
        const auto& prediction = m_predictions[static_cast<std::size_t>(index)];
        const bool wrong = prediction.predicted >= 0 && prediction.predicted != prediction.label;
        const auto name =
            m_images ? QString::fromStdString(m_images->name(static_cast<std::size_t>(index)))
                     : QString::number(index + 1);
        items.append({index, name,
                      tr("true %1, said %2, %3")
                          .arg(className(prediction.label), className(prediction.predicted),
                               Format::percent(static_cast<double>(prediction.confidence))),
                      wrong ? ThumbnailBadge::Wrong : ThumbnailBadge::None});
    }
    const auto shown = items.size();
    setNote(
        tr("%1 of %2")
            .arg(Format::count(shown), Format::count(static_cast<qint64>(m_predictions.size()))));
    m_model->setItems(std::move(items));
    m_stack->setCurrentIndex(shown > 0 ? 0 : 1);
    if (shown == 0) {
        emit imageChosen(-1);
    } else {
        choose(m_model->rowOf(before) >= 0 ? before : m_model->item(0).id);
    }
}

void InspectGallery::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void InspectGallery::retranslate()
{
    setTitle(tr("Images"));
    fill(m_truth, QStringList(tr("Any true class")) + m_classNames);
    fill(m_predicted, QStringList(tr("Any prediction")) + m_classNames);
    fill(m_outcome, {tr("Right and wrong"), tr("Right only"), tr("Wrong only")});
    fill(m_order, {tr("Most confident"), tr("Least confident"), tr("Data set order")});
    m_truth->setAccessibleName(tr("True class"));
    m_predicted->setAccessibleName(tr("Predicted class"));
    m_outcome->setAccessibleName(tr("Outcome"));
    m_order->setAccessibleName(tr("Order"));
    m_view->setAccessibleName(tr("Validation images"));
    m_nothing->setText(tr("No image passes these filters."));
    applyFilters();
}

} // namespace weft

#pragma once

#include "app/pages/inspect_filter.h"

#include "widgets/util/card.h"

#include "core/data/dataset.h"

#include <QStringList>

#include <vector>

class QComboBox;
class QLabel;
class QStackedWidget;

namespace weft {

class ThumbnailLoader;
class ThumbnailModel;
class ThumbnailView;

/// The validation images of a run as thumbnails, with the filters over them.
class InspectGallery : public Card
{
    Q_OBJECT
public:
    explicit InspectGallery(QWidget* parent = nullptr);

    /// Shows a run's images. The filters stay where the classes are the same. images may be null:
    /// no thumbnails.
    void setImages(const QStringList& classNames, std::vector<Prediction> predictions,
                   DatasetPtr images);
    /// The filters of a cell of the confusion matrix; -1: any.
    void showCell(int truth, int predicted);
    void choose(qint64 index);           ///< Selects an image, if it passes the filters.
    [[nodiscard]] qint64 chosen() const; ///< -1: none.

signals:
    void imageChosen(qint64 index); ///< In the validation set; -1: none is left.

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void applyFilters();

    QComboBox* m_truth = nullptr;
    QComboBox* m_predicted = nullptr;
    QComboBox* m_outcome = nullptr;
    QComboBox* m_order = nullptr;
    QStackedWidget* m_stack = nullptr;
    QLabel* m_nothing = nullptr;
    ThumbnailView* m_view = nullptr;
    ThumbnailModel* m_model = nullptr;
    ThumbnailLoader* m_loader = nullptr;
    QStringList m_classNames;
    std::vector<Prediction> m_predictions;
    DatasetPtr m_images;
};

} // namespace weft

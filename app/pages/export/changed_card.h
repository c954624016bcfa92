#pragma once

#include "widgets/util/card.h"

#include "core/data/dataset.h"
#include "core/deploy/export_run.h"

#include <QStringList>

class QLabel;
class QTableView;

namespace weft {

class ChangedImageModel;
class ThumbnailLoader;

/// The images that an exported network puts into another class.
class ChangedCard : public Card
{
    Q_OBJECT
public:
    explicit ChangedCard(QWidget* parent = nullptr);

    /// The validation images, for their pictures; null: none are shown.
    void setImages(DatasetPtr images, const QStringList& classNames);
    /// Null, or one without a proof: nothing can be said.
    void showFile(const ExportedFile* file);

protected:
    void changeEvent(QEvent* event) override;

private:
    void requestPictures(); ///< Of the rows in sight.
    void showNote();
    void retranslate();

    QStringList m_classNames;
    bool m_proved = false;
    ChangedImageModel* m_model = nullptr;
    ThumbnailLoader* m_loader = nullptr;
    QTableView* m_view = nullptr;
    QLabel* m_nothing = nullptr;
};

} // namespace weft

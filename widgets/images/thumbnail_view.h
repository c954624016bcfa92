#pragma once

#include <QListView>
#include <QTimer>

namespace weft {

class ThumbnailDelegate;
class ThumbnailModel;

/// A grid of thumbnails. Tells its model which rows are on screen, once the scrolling or resizing
/// of the moment is over, so that only those are decoded.
class ThumbnailView : public QListView
{
    Q_OBJECT
public:
    explicit ThumbnailView(QWidget* parent = nullptr);

    void setThumbnails(ThumbnailModel* model); ///< Not owned.
    void setSide(int side);                    ///< Of a picture, in pixels.
    [[nodiscard]] int side() const;
    void setCaptionsShown(bool shown);

    /// Rows on screen and a screenful below, top to bottom.
    [[nodiscard]] QVector<int> visibleRows() const;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void updateGrid();

    ThumbnailDelegate* m_delegate = nullptr;
    ThumbnailModel* m_thumbnails = nullptr;
    QTimer m_settle;
};

} // namespace weft

#pragma once

#include "core/train/events.h"

#include <QHash>
#include <QImage>
#include <QStringList>
#include <QWidget>

#include <memory>

namespace weft {

/// The watched images side by side, each with its heat map laid over what the network sees of it,
/// and what the network says. As large as fits.
class WatchedView : public QWidget
{
    Q_OBJECT
public:
    explicit WatchedView(QWidget* parent = nullptr);

    /// Null: nothing yet.
    void setWatched(std::shared_ptr<const WatchedEvent> watched, const QStringList& classNames);
    /// The part of a validation image that the network sees; kept for every epoch.
    void setPicture(std::size_t index, const QImage& picture);
    void clearPictures();
    void setHead(int head); ///< Which map of several heads is shown; see mapOfHead().

    [[nodiscard]] int pictureCount() const { return static_cast<int>(m_pictures.size()); }
    [[nodiscard]] QRect tileRect(int tile) const; ///< The picture's square of a tile.

    [[nodiscard]] QSize sizeHint() const override { return {440, 260}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {200, 120}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] int tiles() const;
    [[nodiscard]] int captionHeight() const;
    [[nodiscard]] int bestColumns() const;
    [[nodiscard]] int sideFor(int columns) const;
    [[nodiscard]] QString className(int index) const;
    [[nodiscard]] QString sentence(const WatchedImage& image) const;
    void paintTile(QPainter& painter, const QRect& square, const WatchedImage& image) const;

    std::shared_ptr<const WatchedEvent> m_watched;
    QStringList m_names;
    QHash<std::size_t, QImage> m_pictures;
    int m_head = 0;
};

} // namespace weft

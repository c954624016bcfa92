#pragma once

#include <QLayout>
#include <QList>

namespace weft {

/// Lays items out beside one another and begins a new row where the next one does not fit. What is
/// left of a row goes to those of its items that want to expand. A row's items are centred upon its
/// height.
class FlowLayout : public QLayout
{
public:
    /// Takes the parent's whole room, without margins.
    explicit FlowLayout(int gap, QWidget* parent = nullptr);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override;
    [[nodiscard]] int count() const override;
    [[nodiscard]] QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;

    [[nodiscard]] Qt::Orientations expandingDirections() const override;
    [[nodiscard]] bool hasHeightForWidth() const override;
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;    ///< All in one row.
    [[nodiscard]] QSize minimumSize() const override; ///< Of the widest item.
    void setGeometry(const QRect& rect) override;

private:
    /// The height that it takes; places the items where place is set.
    int arrange(const QRect& rect, bool place) const;
    void placeRow(const QList<QLayoutItem*>& row, const QRect& room) const;

    QList<QLayoutItem*> m_items; ///< Owned, as Qt's own layouts do.
};

} // namespace weft

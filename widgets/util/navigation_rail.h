#pragma once

#include <QList>
#include <QString>
#include <QWidget>

class QAbstractButton;
class QVBoxLayout;

namespace weft {

/// The places of the window, one below the other: an icon above a label, the current one marked in
/// the accent colour. Each place can be reached by Tab and the arrow keys as well.
class NavigationRail : public QWidget
{
    Q_OBJECT
public:
    explicit NavigationRail(QWidget* parent = nullptr);

    /// Adds a place below the others; its button is called objectName.
    void addPlace(const QString& objectName, const QString& iconResource);
    void setLabel(int place, const QString& text, const QString& toolTip);

    [[nodiscard]] int current() const; ///< -1 while there is none.
    void setCurrent(int place);        ///< Emits currentChanged where it does change.

signals:
    void currentChanged(int place);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QList<QAbstractButton*> m_places;
    QVBoxLayout* m_column;
    int m_current = -1;
};

} // namespace weft

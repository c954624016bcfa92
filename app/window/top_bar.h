#pragma once

#include <QWidget>

class QLabel;
class QMenu;
class QToolButton;

namespace weft {

/// The strip above everything: what one looks at at the left, what is worth knowing about it and
/// the menu at the right.
class TopBar : public QWidget
{
    Q_OBJECT
public:
    explicit TopBar(QMenu* menu, QWidget* parent = nullptr);

    void setTexts(const QString& heading, const QString& subheading);
    void openMenu();

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void retranslate();
    void recolour();
    void elide();

    QLabel* m_heading;
    QLabel* m_subheading;
    QToolButton* m_menuButton;
    QString m_subheadingText;
};

} // namespace weft

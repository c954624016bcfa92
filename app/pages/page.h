#pragma once

#include <QString>
#include <QWidget>

namespace weft {

/// One of the places of the rail. A page is built once and lives as long as the window.
/// On QEvent::LanguageChange it retranslates itself; colours come from the palette. It leaves a
/// margin of metrics::cardGap on every side.
class Page : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    [[nodiscard]] virtual QString heading() const = 0;    ///< Left of the top bar.
    [[nodiscard]] virtual QString subheading() const = 0; ///< Right of it; may be empty.

signals:
    void headingChanged();
};

} // namespace weft

#include "app/window/appearance.h"

#include "widgets/util/theme.h"

#include <QApplication>
#include <QStyleHints>

namespace weft {

Appearance::Appearance(QApplication& application, Settings& settings, QObject* parent)
    : QObject(parent)
    , m_application(application)
    , m_settings(settings)
    , m_startedDark(QApplication::palette().color(QPalette::Window).lightness() < 128)
{
    connect(&settings, &Settings::themeChanged, this, &Appearance::apply);
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this,
            &Appearance::apply);
#endif
    apply();
}

bool Appearance::dark() const
{
    switch (m_settings.theme()) {
    case ThemeChoice::Light:
        return false;
    case ThemeChoice::Dark:
        return true;
    case ThemeChoice::System:
        break;
    }
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const auto scheme = QGuiApplication::styleHints()->colorScheme();
    if (scheme != Qt::ColorScheme::Unknown) {
        return scheme == Qt::ColorScheme::Dark;
    }
#endif
    return m_startedDark;
}

void Appearance::apply()
{
    applyTheme(m_application, dark());
}

} // namespace weft

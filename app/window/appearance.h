#pragma once

#include "app/session/settings.h"

#include <QObject>

class QApplication;

namespace weft {

/// Keeps the program's theme in step with the setting and, where that says so, with the system.
class Appearance : public QObject
{
    Q_OBJECT
public:
    /// Make it before anything sets a palette: on Qt before 6.5 the palette that the program starts
    /// with is all that tells whether the system is dark.
    Appearance(QApplication& application, Settings& settings, QObject* parent = nullptr);

    [[nodiscard]] bool dark() const;

private:
    void apply();

    QApplication& m_application;
    Settings& m_settings;
    bool m_startedDark;
};

} // namespace weft

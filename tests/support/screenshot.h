#pragma once

#include "widgets/util/theme.h"

#include <QApplication>
#include <QDir>
#include <QString>
#include <QWidget>

/// Pictures of a page for a person to look at.
namespace weft {

/// Writes NAME-light.png and NAME-dark.png into the build folder's screenshots/; the theme that the
/// test began with (dark) is in force afterwards.
inline void saveScreenshots(QWidget& widget, const QString& name)
{
    const QDir folder(QStringLiteral(WEFT_BINARY_DIR "/screenshots"));
    folder.mkpath(QStringLiteral("."));
    for (const bool dark : {false, true}) {
        applyTheme(*qApp, dark);
        QApplication::processEvents();
        const auto theme = dark ? QStringLiteral("dark") : QStringLiteral("light");
        widget.grab().save(folder.filePath(QStringLiteral("%1-%2.png").arg(name, theme)));
    }
}

} // namespace weft

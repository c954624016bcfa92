#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace weft {

class Settings;

/// What a dialog for a file to be written shows.
struct SaveQuestion
{
    QString title;
    QString name;   ///< Proposed, with its ending, which is added where a person leaves it out.
    QString filter; ///< Such as "Tables (*.csv)".
};

/// Asks where to save, beginning in the folder of the last file dialog, and remembers the new one.
/// Returns at once; chosen(file) is called in the window's thread unless the dialog is left or
/// asking, the part of the window that wants to know, is deleted.
void askWhereToSave(QWidget* asking, Settings& settings, const SaveQuestion& question,
                    std::function<void(const QString&)> chosen);

} // namespace weft

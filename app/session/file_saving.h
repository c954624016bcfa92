#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>

#include <functional>

namespace weft {

class Workbench;

/// Makes a file's content and writes it, both in the background, and tells the message bar how it
/// went. context: of the work, see Job::run(). content must not throw.
void saveInBackground(QObject* context, Workbench& workbench, const QString& file,
                      std::function<QByteArray()> content);

} // namespace weft

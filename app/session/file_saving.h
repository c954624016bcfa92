#pragma once

#include <QByteArray>
#include <QImage>
#include <QObject>
#include <QString>

#include <functional>

namespace weft {

class Workbench;

/// Makes a file's content and writes it, both in the background, and tells the message bar how it
/// went. context: of the work, see Job::run(). content must not throw.
void saveInBackground(QObject* context, Workbench& workbench, const QString& file,
                      std::function<QByteArray()> content);

/// A picture as a PNG file, encoded on the calling thread: the content of a work.
[[nodiscard]] QByteArray toPng(const QImage& picture);

} // namespace weft

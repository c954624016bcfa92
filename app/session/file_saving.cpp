#include "app/session/file_saving.h"

#include "app/session/job.h"
#include "app/session/workbench.h"

#include "widgets/util/format.h"

#include "core/base/atomic_file.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDir>

namespace weft {

void saveInBackground(QObject* context, Workbench& workbench, const QString& file,
                      std::function<QByteArray()> content)
{
    Job::run<Result<void>>(
        context,
        [content = std::move(content), path = file.toStdString()](const std::stop_token&,
                                                                  const ProgressCallback&) {
            const QByteArray bytes = content();
            return writeFileAtomically(path,
                                       {bytes.constData(), static_cast<std::size_t>(bytes.size())});
        },
        [&workbench, file](const Result<void>& written) {
            const QString name = QDir::toNativeSeparators(file);
            workbench.post(
                written ? Message{MessageKind::Info,
                                  QCoreApplication::translate("weft::FileSaving", "Saved “%1”.")
                                      .arg(name)}
                        : Message{MessageKind::Error, Format::error(written.error())});
        });
}

QByteArray toPng(const QImage& picture)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    picture.save(&buffer, "PNG");
    return bytes;
}

} // namespace weft

#include "app/session/open_target.h"

#include "core/data/image.h"
#include "core/inspect/predictor.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

namespace weft {

namespace {

bool isImage(const QString& path)
{
    return isImageFile(path.toStdString());
}

bool isWeights(const QString& path)
{
    const auto ending = QFileInfo(path).suffix().toLower();
    return ending == QLatin1String("pth") || ending == QLatin1String("pt") ||
           ending == QLatin1String("safetensors");
}

bool hasFolders(const QString& folder)
{
    return QDirIterator(folder, QDir::Dirs | QDir::NoDotAndDotDot).hasNext();
}

bool startsWithImage(const QString& folder)
{
    QDirIterator files(folder, QDir::Files);
    return files.hasNext() && isImage(files.next());
}

} // namespace

OpenTarget openTargetOf(const QStringList& paths)
{
    if (paths.isEmpty()) {
        return OpenTarget::Nothing;
    }
    const QString& path = paths.first();
    if (path.startsWith(QLatin1String("builtin:"))) {
        return OpenTarget::Source;
    }
    const QFileInfo info(path);
    if (!info.exists()) {
        return OpenTarget::Nothing;
    }
    if (!info.isDir()) {
        if (isWeights(path)) {
            return OpenTarget::Weights;
        }
        if (isExportedNetwork(path.toStdString())) {
            return OpenTarget::Network;
        }
        return isImage(path) ? OpenTarget::Images : OpenTarget::Source;
    }
    if (QFileInfo::exists(QDir(path).filePath(QStringLiteral("run.json")))) {
        return OpenTarget::Run;
    }
    return !hasFolders(path) && startsWithImage(path) ? OpenTarget::Images : OpenTarget::Source;
}

} // namespace weft

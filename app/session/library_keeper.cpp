#include "app/session/library_keeper.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <functional>
#include <system_error>

namespace weft {

namespace {

Error failure(ErrorCode code, const QString& subject, std::string reason)
{
    return {code, subject.toStdString(), std::move(reason)};
}

/// Where the freedesktop.org wastebasket notes what a thing in it was.
QString infoFileOf(const QString& trashed)
{
    const QFileInfo file(trashed);
    return QDir(file.path()).filePath(QStringLiteral("../info/%1.trashinfo").arg(file.fileName()));
}

Result<TrashedRun> trash(const QString& run)
{
    const auto opened = RunDirectory::open(run.toStdString());
    if (opened) {
        const auto state = opened->status().state;
        if (state == RunState::Preparing || state == RunState::Running ||
            state == RunState::Paused) {
            return failure(ErrorCode::InUse, run, "it is being trained");
        }
    }
    QString place;
    if (!QFile::moveToTrash(run, &place)) {
        return QFileInfo::exists(run)
                   ? failure(ErrorCode::WriteFailed, run,
                             "the system has no wastebasket for this folder")
                   : failure(ErrorCode::NotFound, run, "it is not there any more");
    }
    return TrashedRun{run, place};
}

Result<void> bringBack(const TrashedRun& run)
{
    if (QFileInfo::exists(run.original)) {
        return failure(ErrorCode::AlreadyExists, run.original, "something else is there now");
    }
    std::error_code problem;
    std::filesystem::create_directories(QFileInfo(run.original).path().toStdString(), problem);
    std::filesystem::rename(run.trashed.toStdString(), run.original.toStdString(), problem);
    if (problem) {
        return failure(ErrorCode::WriteFailed, run.original, problem.message());
    }
    QFile::remove(infoFileOf(run.trashed));
    return {};
}

} // namespace

LibraryKeeper::LibraryKeeper(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

LibraryKeeper::~LibraryKeeper()
{
    m_pool.waitForDone();
}

/// work runs on the keeper's thread and gives what is to be done in the window's.
template <typename Work>
void LibraryKeeper::post(Work work)
{
    m_pool.start([this, work = std::move(work)] {
        QMetaObject::invokeMethod(this, work(), Qt::QueuedConnection);
    });
}

void LibraryKeeper::saveLabel(const QString& run, const RunLabel& label)
{
    post([this, run, label]() -> std::function<void()> {
        const auto saved = saveRunLabel(run.toStdString(), label);
        if (!saved) {
            return [this, error = saved.error()] { emit failed(error); };
        }
        return [this, run] { emit labelSaved(run); };
    });
}

void LibraryKeeper::moveToTrash(const QString& run)
{
    post([this, run]() -> std::function<void()> {
        const auto moved = trash(run);
        if (!moved) {
            return [this, error = moved.error()] { emit failed(error); };
        }
        return [this, place = moved.value()] { emit trashed(place); };
    });
}

void LibraryKeeper::restore(const TrashedRun& run)
{
    post([this, run]() -> std::function<void()> {
        const auto back = bringBack(run);
        if (!back) {
            return [this, error = back.error()] { emit failed(error); };
        }
        return [this, original = run.original] { emit restored(original); };
    });
}

} // namespace weft

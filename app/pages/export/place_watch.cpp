#include "app/pages/export/place_watch.h"

#include "app/session/job.h"

#include <QDir>
#include <QFileInfo>

#include <chrono>

namespace weft {

namespace {

constexpr std::chrono::milliseconds typingPause{150};

PlacesFound lookAt(const QString& folder, const QStringList& names)
{
    PlacesFound found;
    const QFileInfo info(folder);
    found.folder = !folder.isEmpty() && info.isDir();
    found.writable = found.folder && info.isWritable();
    for (const auto& name : names) {
        const QFileInfo file(QDir(folder).filePath(name));
        if (file.exists() || file.isSymLink()) {
            found.present.insert(name);
        }
    }
    return found;
}

} // namespace

PlaceWatch::PlaceWatch(QObject* parent)
    : QObject(parent)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(typingPause);
    connect(&m_settle, &QTimer::timeout, this, &PlaceWatch::begin);
}

void PlaceWatch::look(const QString& folder, const QStringList& names)
{
    m_folder = folder;
    m_names = names;
    m_settle.start();
}

bool PlaceWatch::looking() const
{
    return m_job != nullptr || m_settle.isActive();
}

void PlaceWatch::begin()
{
    if (m_job) {
        m_job->cancel();
    }
    m_job = Job::run<PlacesFound>(
        this,
        [folder = m_folder, names = m_names](const std::stop_token&, const ProgressCallback&) {
            return lookAt(folder, names);
        },
        [this](const PlacesFound& found) {
            m_job.clear();
            m_found = found;
            emit looked();
        });
}

} // namespace weft

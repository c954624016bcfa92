#pragma once

#include <QObject>
#include <QPointer>
#include <QSet>
#include <QString>
#include <QStringList>
#include <QTimer>

namespace weft {

class Job;

/// What a look at a folder found.
struct PlacesFound
{
    bool folder = false;   ///< It exists.
    bool writable = false; ///< Files can be made in it.
    QSet<QString> present; ///< Of the names asked for, those that exist.
};

/// Looks in the background whether files exist where they are to be written. A path that is being
/// typed is not looked for at every key.
class PlaceWatch : public QObject
{
    Q_OBJECT
public:
    explicit PlaceWatch(QObject* parent = nullptr);

    /// found() follows, a moment later.
    void look(const QString& folder, const QStringList& names);
    [[nodiscard]] bool looking() const;
    [[nodiscard]] const PlacesFound& found() const { return m_found; }

signals:
    void looked(); ///< found() is that of the last look().

private:
    void begin();

    QString m_folder;
    QStringList m_names;
    PlacesFound m_found;
    QTimer m_settle;
    QPointer<Job> m_job;
};

} // namespace weft

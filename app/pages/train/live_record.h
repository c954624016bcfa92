#pragma once

#include <QObject>
#include <QPointer>
#include <QString>

namespace weft {

class HeardStory;
class Job;
class TrainingSession;

/// Reads from its directory what the window's own training does not tell of itself: its record,
/// what it is called, and what happened before it was taken up.
class LiveRecord : public QObject
{
    Q_OBJECT
public:
    LiveRecord(TrainingSession& training, HeardStory& story, QObject* parent);

    void readLabel(); ///< Again; the story's recordChanged() follows.

signals:
    void pastRead(); ///< The story has its past now, or there is none to be read.

private:
    void readPast(const QString& directory);

    HeardStory& m_story;
    QPointer<Job> m_past;
};

} // namespace weft

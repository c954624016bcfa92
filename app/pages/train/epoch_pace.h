#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

class QWidget;

namespace weft {

/// When the epochs of a training that runs are shown: each a moment after it, so that its watched
/// images come along, but no more than one a second, for a matrix, its scores and the images take
/// as long to draw as the curves do in a second; and none while nobody sees them.
class EpochPace : public QObject
{
    Q_OBJECT
public:
    /// page is what shows them; it owns this.
    explicit EpochPace(QWidget* page);

    void epochsGrew();
    void shown();  ///< All there are, for whatever reason.
    void settle(); ///< There will be no more: those that wait are due now.

    bool eventFilter(QObject* watched, QEvent* event) override;

signals:
    void due();

private:
    QWidget* m_page;
    QTimer m_timer; ///< Runs while an epoch waits.
    QElapsedTimer m_sinceShown;
    bool m_unseen = false; ///< Due as soon as the page shows.
};

} // namespace weft

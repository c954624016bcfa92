#pragma once

#include "app/session/known_weights.h"

#include <QFile>
#include <QNetworkAccessManager>
#include <QObject>
#include <QPointer>

class QNetworkReply;

namespace weft {

/// Fetches a weights file into a folder, one at a time. What has come stays beside it as NAME.part,
/// and the next start goes on from there. The file gets its name only once its length and its
/// SHA-256 are right. Lives in the window's thread and never waits.
class WeightsDownload : public QObject
{
    Q_OBJECT
public:
    explicit WeightsDownload(QObject* parent = nullptr);
    ~WeightsDownload() override; ///< Cancels.

    /// Makes the folder. A file that is there already with the right SHA-256 is not fetched anew.
    void start(const KnownWeights& weights, const QString& folder);
    void cancel(); ///< No signal follows.
    [[nodiscard]] bool active() const { return m_active; }

signals:
    void progressed(qint64 received, qint64 total); ///< Bytes, those of earlier starts among them.
    void finished(const QString& file);
    void failed(const QString& reason); ///< A translated sentence that names the file.

private:
    void fetch();
    [[nodiscard]] bool acceptAnswer(); ///< Looks at the header once; false: it has failed.
    [[nodiscard]] bool beginAnew();
    void takeBytes();
    void endReply();
    /// Hashes a file in the background, and keeps it under the weights' own name or removes it
    /// there; one that is under that name already is fetched anew where it is not the right one.
    void verify(const QString& file);
    void takeVerified(const QString& file, const QByteArray& sha256, const QString& problem);
    void fail(const QString& reason);
    void endTransfer(); ///< Closes reply and file; what is in it stays.

    QNetworkAccessManager m_network;
    QPointer<QNetworkReply> m_reply;
    QPointer<QObject> m_verifying;
    KnownWeights m_weights;
    QFile m_part;
    QString m_target;
    bool m_active = false;
    bool m_accepted = false; ///< The reply's header has been looked at.
};

} // namespace weft

#pragma once

#include "app/session/known_weights.h"

#include "widgets/util/card.h"

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/store/weights_report.h"

#include <QPointer>
#include <QTimer>

#include <optional>

class QLabel;
class QMenu;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace weft {

class Job;
class WeightsDownload;

/// The card "First weights": what the chosen file gives the network, another file, and published
/// weights to fetch. Files are read in the background.
class WeightsCard : public Card
{
    Q_OBJECT
public:
    explicit WeightsCard(QWidget* parent = nullptr);

    /// Reads the weights anew where the change matters to them.
    void setConfig(const RunConfig& config, int classes);
    /// What can be fetched, and the folder that it goes to. PyTorch's server and weightsFolder()
    /// unless told.
    void setPublished(const QVector<KnownWeights>& published, const QString& folder);

    /// Why a run cannot begin with the chosen weights, translated; empty: it can, or nothing is
    /// known yet.
    [[nodiscard]] QString problem() const;

signals:
    void chosen(const QString& path); ///< A file, or empty for random weights.
    void examined();                  ///< problem() may be another.
    void detailsShown(bool shown);    ///< The long list needs the page's room.

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void examine();
    void chooseFile();
    void fillDownloads();
    void startDownload(const KnownWeights& weights);
    void endDownload(const QString& problem);
    void showReport();
    void setText(const QString& text, const char* role);
    void retranslate();

    RunConfig m_config;
    int m_classes = 0;
    QVector<KnownWeights> m_published;
    QString m_folder;
    std::optional<Result<WeightsReport>> m_report; ///< Empty: random weights, or still reading.
    QString m_downloadProblem;

    QPushButton* m_details = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_choose = nullptr;
    QPushButton* m_download = nullptr;
    QMenu* m_downloads = nullptr;
    QLabel* m_text = nullptr;
    QPlainTextEdit* m_list = nullptr;
    QWidget* m_transfer = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_received = nullptr;
    QPushButton* m_cancel = nullptr;
    WeightsDownload* m_fetching = nullptr;
    QTimer m_settle; ///< A path that is being typed is not read at every key.
    QPointer<Job> m_job;
};

} // namespace weft

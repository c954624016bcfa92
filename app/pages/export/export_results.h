#pragma once

#include "core/data/dataset.h"
#include "core/deploy/export_run.h"

#include <QStringList>
#include <QWidget>

#include <vector>

class QLabel;
class QProgressBar;
class QPushButton;

namespace weft {

class Card;
class ChangedCard;
class ProofCard;
class TradeOffCard;

/// How far an export has come and what has come of it.
class ExportResults : public QWidget
{
    Q_OBJECT
public:
    explicit ExportResults(QWidget* parent = nullptr);

    /// run: its name.
    void begin(const QString& run, const std::vector<ExportTarget>& targets,
               const QStringList& classNames);
    /// The validation images, for the pictures of those that change their class.
    void setImages(DatasetPtr images);
    void setFiles(const std::vector<ExportedFile>& files); ///< All so far.
    /// total 0: not known yet; remaining: seconds, negative while unknown.
    void setProgress(qint64 done, qint64 total, double remaining);
    void showStopping(); ///< Until end().
    void end();

    [[nodiscard]] bool empty() const; ///< Nothing has been exported yet.

signals:
    void cancelRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void buildProgress();
    void chooseTelling(); ///< The file of which there is most to say.
    void showProgress();
    void retranslate();

    QString m_run;
    QStringList m_classNames;
    std::size_t m_made = 0;
    double m_left = -1;
    bool m_stopping = false;

    Card* m_progress = nullptr;
    QLabel* m_what = nullptr;
    QLabel* m_remaining = nullptr;
    QProgressBar* m_bar = nullptr;
    QPushButton* m_cancel = nullptr;
    TradeOffCard* m_chart = nullptr;
    ProofCard* m_proof = nullptr;
    ChangedCard* m_changed = nullptr;
};

} // namespace weft

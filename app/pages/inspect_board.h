#pragma once

#include "app/session/inspected_run.h"
#include "app/session/predictor_service.h"

#include <QWidget>

#include <memory>
#include <optional>

namespace weft {

class EpochStrip;
class InspectGallery;
class InspectPicture;
class InspectVerdict;
struct EpochMap;

/// A run's validation images at the left, the chosen one with its heat map in the middle, what the
/// network says of it at the right.
class InspectBoard : public QWidget
{
    Q_OBJECT
public:
    explicit InspectBoard(QWidget* parent = nullptr);

    /// Shows a run that has predictions and loads its network. The same run read again keeps the
    /// chosen image.
    void showRun(std::shared_ptr<const InspectedRun> run);
    void clear();                            ///< Frees the run and its network.
    void showCell(int truth, int predicted); ///< Filters for a cell of the confusion matrix.

    [[nodiscard]] QString chosenName() const;     ///< Of the image that is shown; empty: none.
    [[nodiscard]] QImage composedPicture() const; ///< See InspectPicture::composed().

signals:
    void networkOpened(const weft::OpenedPredictor& network);
    void networkFailed(const weft::Error& error);
    void saveRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void takeImage(qint64 index);
    void ask();
    void showReply();
    void showEpochs();
    void showEpoch(const EpochMap& map);
    [[nodiscard]] QString mapText(HeatMapKind kind) const;
    [[nodiscard]] QString className(int index) const;

    InspectGallery* m_gallery = nullptr;
    InspectPicture* m_picture = nullptr;
    InspectVerdict* m_verdict = nullptr;
    EpochStrip* m_epochs = nullptr;
    PredictorService* m_service = nullptr;

    std::shared_ptr<const InspectedRun> m_run;
    qint64 m_chosen = -1;
    quint64 m_request = 0;
    std::optional<PredictionReply> m_reply; ///< To the latest request.
};

} // namespace weft

#pragma once

#include "widgets/util/card.h"

#include "core/config/run_config.h"
#include "core/data/data_source.h"

#include <QPointer>
#include <QTimer>

#include <memory>

class QPushButton;

namespace weft {

class Job;
class PairedImages;

/// The card "As the network sees them": some training images as they are, and below them as the
/// training will show them to the network in one of its epochs; or one of them in many epochs.
/// Drawn by the training's own loader and mixing, in the background.
class SamplePreview : public Card
{
    Q_OBJECT
public:
    explicit SamplePreview(QWidget* parent = nullptr);

    void setSource(std::shared_ptr<const DataSource> source);
    /// Refreshes the images where the change shows in them.
    void setConfig(const RunConfig& config);

    /// No higher than it has to be: the images grow with the room that is left.
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void changeEvent(QEvent* event) override;

private:
    void load();
    void retranslate();
    void showEpoch();

    std::shared_ptr<const DataSource> m_source;
    RunConfig m_config;
    int m_epoch = 1;
    PairedImages* m_images = nullptr;
    QPushButton* m_oneImage = nullptr;
    QPushButton* m_nextEpoch = nullptr;
    QTimer m_settle; ///< A size that is being typed is not tried at every key.
    QPointer<Job> m_job;
};

} // namespace weft

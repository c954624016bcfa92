#pragma once

#include "app/pages/result_model.h"

#include "widgets/util/card.h"

#include <QPointer>

class QLabel;

namespace weft {

class HeadChooser;
class HeatMapView;
class Job;
class ProbabilityBars;

/// One classified image large, with its heat map and its most probable classes.
class ClassifyDetail : public Card
{
    Q_OBJECT
public:
    explicit ClassifyDetail(QWidget* parent = nullptr);

    void clear();
    /// names: of the network's classes. Reads the picture in the background.
    void showImage(const ClassifiedImage& image, const ResultModel& names);

protected:
    void changeEvent(QEvent* event) override;

private:
    void loadPicture(const ClassifiedImage& image);
    void takePicture(const QImage& picture);
    void retranslate();

    HeatMapView* m_view = nullptr;
    HeadChooser* m_heads = nullptr; ///< Of an attention with several.
    QLabel* m_mapText = nullptr;
    QLabel* m_problem = nullptr;
    ProbabilityBars* m_bars = nullptr;
    QPointer<Job> m_reading;
    ClassifiedImage m_image; ///< The one that is shown; no name: none.
    QString m_loaded;        ///< File whose picture the view holds.
};

} // namespace weft

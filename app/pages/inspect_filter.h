#pragma once

#include "core/train/events.h"

#include <QVector>

#include <vector>

namespace weft {

enum class InspectOutcome { All, Right, Wrong };
enum class InspectOrder { MostConfident, LeastConfident, DataSet };

/// Which validation images are shown, and in what order.
struct InspectFilter
{
    int truth = -1;     ///< True class; -1: any.
    int predicted = -1; ///< Predicted class; -1: any.
    InspectOutcome outcome = InspectOutcome::All;
    InspectOrder order = InspectOrder::MostConfident;
};

/// Indices of the predictions that pass. Images that could not be read are neither right nor wrong,
/// and come last by confidence.
[[nodiscard]] QVector<qint64> filterPredictions(const std::vector<Prediction>& predictions,
                                                const InspectFilter& filter);

} // namespace weft

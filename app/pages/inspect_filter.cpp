#include "app/pages/inspect_filter.h"

#include <algorithm>

namespace weft {

namespace {

bool passes(const Prediction& prediction, const InspectFilter& filter)
{
    const bool read = prediction.predicted >= 0;
    const bool right = prediction.predicted == prediction.label;
    if (filter.truth >= 0 && prediction.label != filter.truth) {
        return false;
    }
    if (filter.predicted >= 0 && prediction.predicted != filter.predicted) {
        return false;
    }
    switch (filter.outcome) {
    case InspectOutcome::All:
        return true;
    case InspectOutcome::Right:
        return read && right;
    case InspectOutcome::Wrong:
        return read && !right;
    }
    return true;
}

} // namespace

QVector<qint64> filterPredictions(const std::vector<Prediction>& predictions,
                                  const InspectFilter& filter)
{
    QVector<qint64> indices;
    for (std::size_t i = 0; i < predictions.size(); ++i) {
        if (passes(predictions[i], filter)) {
            indices.append(static_cast<qint64>(i));
        }
    }
    if (filter.order == InspectOrder::DataSet) {
        return indices;
    }
    const bool descending = filter.order == InspectOrder::MostConfident;
    std::stable_sort(indices.begin(), indices.end(), [&](qint64 left, qint64 right) {
        const auto& a = predictions[static_cast<std::size_t>(left)];
        const auto& b = predictions[static_cast<std::size_t>(right)];
        if ((a.predicted >= 0) != (b.predicted >= 0)) {
            return a.predicted >= 0;
        }
        return descending ? a.confidence > b.confidence : a.confidence < b.confidence;
    });
    return indices;
}

} // namespace weft

#pragma once

#include "core/metrics/confusion_matrix.h"

#include <string>
#include <vector>

namespace weft {

/// The confusion matrix as a heat map in viridis, each row by its own total: an SVG element with
/// names and counts, or, where the classes are too many to be read, a picture. Empty for a matrix
/// without images.
[[nodiscard]] std::string matrixHtml(const ConfusionMatrix& matrix,
                                     const std::vector<std::string>& names);

/// The pairs of classes that are confused most, as a table; empty where none are.
[[nodiscard]] std::string confusionsHtml(const ConfusionMatrix& matrix,
                                         const std::vector<std::string>& names);

/// Precision, recall and F1 of each class, as a table.
[[nodiscard]] std::string scoresHtml(const ConfusionMatrix& matrix,
                                     const std::vector<std::string>& names);

} // namespace weft

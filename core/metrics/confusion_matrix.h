#pragma once

#include <cstdint>
#include <vector>

namespace weft {

/// Precision, recall and F1 of one class. A figure whose denominator is 0 is 0, as in scikit-learn.
struct ClassScores
{
    double precision = 0;
    double recall = 0;
    double f1 = 0;
    std::int64_t support = 0; ///< Images whose true class this is.
};

/// Counts of (true class, predicted class). A plain value; merges exactly.
class ConfusionMatrix
{
public:
    ConfusionMatrix() = default;
    explicit ConfusionMatrix(int classes);
    /// From row-major counts, [classes, classes]; rows are true classes.
    ConfusionMatrix(int classes, std::vector<std::int64_t> counts);

    void add(int truth, int predicted, std::int64_t count = 1);
    void merge(const ConfusionMatrix& other); ///< other has the same classes.

    [[nodiscard]] int classes() const { return m_classes; }
    [[nodiscard]] std::int64_t at(int truth, int predicted) const;
    [[nodiscard]] std::int64_t rowTotal(int truth) const;
    [[nodiscard]] std::int64_t total() const;
    [[nodiscard]] double accuracy() const; ///< 0 for an empty matrix.
    [[nodiscard]] std::vector<ClassScores> perClass() const;
    [[nodiscard]] const std::vector<std::int64_t>& counts() const { return m_counts; }

    friend bool operator==(const ConfusionMatrix&, const ConfusionMatrix&) = default;

private:
    int m_classes = 0;
    std::vector<std::int64_t> m_counts;
};

} // namespace weft

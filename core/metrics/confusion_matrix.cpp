#include "core/metrics/confusion_matrix.h"

#include <numeric>
#include <utility>

namespace weft {

ConfusionMatrix::ConfusionMatrix(int classes)
    : ConfusionMatrix(classes, std::vector<std::int64_t>(static_cast<std::size_t>(classes) *
                                                         static_cast<std::size_t>(classes)))
{
}

ConfusionMatrix::ConfusionMatrix(int classes, std::vector<std::int64_t> counts)
    : m_classes(classes)
    , m_counts(std::move(counts))
{
}

void ConfusionMatrix::add(int truth, int predicted, std::int64_t count)
{
    m_counts[static_cast<std::size_t>(truth) * m_classes + predicted] += count;
}

void ConfusionMatrix::merge(const ConfusionMatrix& other)
{
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        m_counts[i] += other.m_counts[i];
    }
}

std::int64_t ConfusionMatrix::at(int truth, int predicted) const
{
    return m_counts[static_cast<std::size_t>(truth) * m_classes + predicted];
}

std::int64_t ConfusionMatrix::rowTotal(int truth) const
{
    const auto row = m_counts.begin() + static_cast<std::ptrdiff_t>(truth) * m_classes;
    return std::accumulate(row, row + m_classes, std::int64_t{0});
}

std::int64_t ConfusionMatrix::total() const
{
    return std::accumulate(m_counts.begin(), m_counts.end(), std::int64_t{0});
}

double ConfusionMatrix::accuracy() const
{
    std::int64_t right = 0;
    for (int i = 0; i < m_classes; ++i) {
        right += at(i, i);
    }
    const auto all = total();
    return all == 0 ? 0 : static_cast<double>(right) / static_cast<double>(all);
}

std::vector<ClassScores> ConfusionMatrix::perClass() const
{
    const auto share = [](std::int64_t part, std::int64_t whole) {
        return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
    };
    // Row by row, as the counts lie: down a column of 1,000 classes takes ten times as long.
    std::vector<std::int64_t> called(static_cast<std::size_t>(m_classes));
    for (int truth = 0; truth < m_classes; ++truth) {
        for (int i = 0; i < m_classes; ++i) {
            called[static_cast<std::size_t>(i)] += at(truth, i);
        }
    }
    std::vector<ClassScores> scores(static_cast<std::size_t>(m_classes));
    for (int i = 0; i < m_classes; ++i) {
        const auto said = called[static_cast<std::size_t>(i)];
        auto& score = scores[static_cast<std::size_t>(i)];
        score.support = rowTotal(i);
        score.precision = share(at(i, i), said);
        score.recall = share(at(i, i), score.support);
        // 2PR / (P + R) = 2 TP / (2 TP + FP + FN), which needs no care where P and R are both 0.
        score.f1 = share(2 * at(i, i), said + score.support);
    }
    return scores;
}

} // namespace weft

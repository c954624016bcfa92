#pragma once

#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace weft {

/// What of a bidirectional layer steps through the sequence on one thread.
struct LstmPart
{
    std::size_t direction;      ///< 0 forward, 1 backward; as in BiLstmWeights.
    std::int64_t first, images; ///< Of the batch.
};

/// Each direction, and where there are threads enough each part of the batch. Forward ones first,
/// each direction's in the batch's order.
[[nodiscard]] std::vector<LstmPart> lstmParts(std::int64_t batch, int threads);

/// oneDNN plans a product for the threads that OpenMP would give it when it is made: for one, while
/// this lives.
class OneThread
{
public:
    OneThread();
    ~OneThread();
    OneThread(const OneThread&) = delete;
    OneThread& operator=(const OneThread&) = delete;

private:
    int m_threads;
};

/// Calls work(i, parts[i]) for all parts, on LibTorch's threads.
template <typename Part, typename Work>
void runLstmParts(std::vector<Part>& parts, const Work& work)
{
    at::parallel_for(
        0, static_cast<std::int64_t>(parts.size()), 1, [&](std::int64_t begin, std::int64_t end) {
            const at::NoGradGuard noGradients; // Modes do not reach other threads.
            for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
                work(i, parts[i]);
            }
        });
}

} // namespace weft

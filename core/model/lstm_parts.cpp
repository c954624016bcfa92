#include "core/model/lstm_parts_p.h"

#include <omp.h>

#include <algorithm>

namespace weft {

namespace {

/// Fewer images make a part's products too thin to be worth a thread.
constexpr std::int64_t leastImages = 8;

} // namespace

std::vector<LstmPart> lstmParts(std::int64_t batch, int threads)
{
    const auto parts = std::clamp<std::int64_t>(batch / leastImages, 1, std::max(1, threads / 2));
    std::vector<LstmPart> all;
    for (std::size_t direction = 0; direction < 2; ++direction) {
        for (std::int64_t i = 0; i < parts; ++i) {
            const auto first = batch * i / parts;
            all.push_back({direction, first, batch * (i + 1) / parts - first});
        }
    }
    return all;
}

OneThread::OneThread()
    : m_threads(omp_get_max_threads())
{
    omp_set_num_threads(1);
}

OneThread::~OneThread()
{
    omp_set_num_threads(m_threads);
}

} // namespace weft

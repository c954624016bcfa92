#include "core/base/parallel_for.h"

#include "core/base/process.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace weft {

bool parallelFor(std::size_t count, int threads, const std::stop_token& stop,
                 const std::function<void(std::size_t)>& work)
{
    std::atomic<std::size_t> next = 0;
    const auto run = [&] {
        while (!stop.stop_requested()) {
            const auto index = next.fetch_add(1);
            if (index >= count) {
                return;
            }
            work(index);
        }
    };
    const auto wanted = static_cast<std::size_t>(threads > 0 ? threads : availableCores());
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < std::min(wanted, count); ++i) {
        helpers.emplace_back(run);
    }
    run();
    helpers.clear();
    return !stop.stop_requested();
}

} // namespace weft

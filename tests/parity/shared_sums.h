#pragma once

#include "core/model/norm_exchange.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>
#include <thread>
#include <vector>

namespace weft::test {

/// Where the ranks of a test, threads of one process, meet. A rank that does not come, or comes
/// with another number of values, is an exception for all.
class SharedSums
{
public:
    explicit SharedSums(std::size_t ranks)
        : m_ranks(ranks)
    {
    }

    void sum(std::span<double> values)
    {
        std::unique_lock lock(m_mutex);
        const auto round = m_rounds;
        if (m_come == 0) {
            m_sums.assign(values.size(), 0);
        }
        if (values.size() != m_sums.size()) {
            m_broken = true;
            m_changed.notify_all();
            throw std::runtime_error("the ranks do not exchange the same norm");
        }
        for (std::size_t i = 0; i < values.size(); ++i) {
            m_sums[i] += values[i]; // Two ranks' sum has no order.
        }
        if (++m_come == m_ranks) {
            m_come = 0;
            ++m_rounds;
            m_done = m_sums;
            m_changed.notify_all();
        } else if (!m_changed.wait_for(lock, std::chrono::seconds(20),
                                       [&] { return m_rounds > round || m_broken; }) ||
                   m_broken) {
            throw std::runtime_error("another rank has not come");
        }
        std::ranges::copy(m_done, values.begin());
    }

    [[nodiscard]] int rounds() const { return m_rounds; }

private:
    const std::size_t m_ranks;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::size_t m_come = 0;
    int m_rounds = 0;
    bool m_broken = false;
    std::vector<double> m_sums, m_done;
};

class ThreadExchange : public NormExchange
{
public:
    explicit ThreadExchange(SharedSums& sums)
        : m_sums(sums)
    {
    }
    void sum(std::span<double> values) override { m_sums.sum(values); }

private:
    SharedSums& m_sums;
};

/// work(rank) for each rank on a thread of its own. What was thrown first comes out: the other
/// ranks then wait in vain.
inline void onRanks(std::size_t ranks, const std::function<void(std::size_t)>& work)
{
    std::mutex mutex;
    std::exception_ptr failure;
    std::vector<std::thread> threads;
    for (std::size_t rank = 0; rank < ranks; ++rank) {
        threads.emplace_back([&, rank] {
            try {
                work(rank);
            } catch (...) {
                const std::lock_guard lock(mutex);
                failure = failure ? failure : std::current_exception();
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
}

} // namespace weft::test

#include "core/train/cached_feed_p.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <exception>
#include <mutex>
#include <span>
#include <thread>
#include <utility>

namespace weft {

namespace {

constexpr std::size_t readyAtMost = 4; ///< Steps that wait for the training.

} // namespace

/// Copies record for record, so that the training waits neither for the disk nor for the memory.
class CachedFeed::Gatherer
{
public:
    Gatherer(std::shared_ptr<const FeatureFile> file, DatasetPtr dataset,
             const LoaderOptions& options)
        : m_file(std::move(file))
        , m_dataset(std::move(dataset))
        , m_plan(planLoading(m_dataset->size(), options))
        , m_claimed(std::min(options.firstBatch, m_plan.batches()))
        , m_consumed(m_claimed)
        , m_thread([this](const std::stop_token& stop) { work(stop); })
    {
    }

    /// Nothing: the pass is over, or broken() and from batch position() on another has to go on.
    std::optional<StepInput> next()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] {
            return !m_ready.empty() || m_broken || m_failure || m_consumed == m_plan.batches();
        });
        if (m_ready.empty() && m_failure) {
            std::rethrow_exception(m_failure);
        }
        if (m_ready.empty()) {
            return std::nullopt;
        }
        auto input = std::move(m_ready.front());
        m_ready.pop_front();
        ++m_consumed;
        lock.unlock();
        m_changed.notify_all();
        return input;
    }

    [[nodiscard]] bool broken() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_broken;
    }
    [[nodiscard]] std::size_t position() const { return m_consumed; }

private:
    void work(const std::stop_token& stop)
    {
        try {
            gatherAll(stop);
        } catch (...) { // Of a thread, it would end the program.
            const std::scoped_lock lock(m_mutex);
            m_failure = std::current_exception();
            m_changed.notify_all();
        }
    }

    void gatherAll(const std::stop_token& stop)
    {
        while (true) {
            std::unique_lock lock(m_mutex);
            const bool go = m_changed.wait(lock, stop, [this] {
                return m_claimed == m_plan.batches() || m_ready.size() < readyAtMost;
            });
            if (!go || m_claimed == m_plan.batches()) {
                return;
            }
            const auto number = m_claimed++;
            lock.unlock();
            auto input = gather(number);
            lock.lock();
            if (!input) {
                m_broken = true;
                lock.unlock();
                m_changed.notify_all();
                return;
            }
            m_ready.push_back(std::move(*input));
            lock.unlock();
            m_changed.notify_all();
        }
    }

    [[nodiscard]] std::optional<StepInput> gather(std::size_t number) const
    {
        const auto first = m_plan.firsts[number];
        const auto samples =
            std::span(m_plan.order).subspan(first, m_plan.firsts[number + 1] - first);
        if (!m_file->intact()) {
            return std::nullopt;
        }
        StepInput input;
        input.fromCache = true;
        auto& batch = input.batch;
        for (const auto sample : samples) {
            if (const auto* absence = m_file->absence(sample)) {
                batch.failures.push_back(*absence);
                continue;
            }
            batch.indices.push_back(sample);
            batch.labels.push_back(m_dataset->label(sample));
        }
        batch.count = batch.indices.size();
        const auto& layout = m_file->layout();
        auto shape = layout.shape;
        shape.insert(shape.begin(), static_cast<std::int64_t>(batch.count));
        input.features =
            at::empty(shape, layout.type == ElementType::BF16 ? at::kBFloat16 : at::kFloat);
        auto* place = static_cast<char*>(input.features.data_ptr());
        for (const auto sample : batch.indices) {
            const auto record = m_file->record(sample);
            std::memcpy(place, record.data(), record.size());
            place += record.size();
        }
        return input;
    }

    std::shared_ptr<const FeatureFile> m_file;
    DatasetPtr m_dataset;
    LoaderPlan m_plan;

    mutable std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable_any m_changed;
    std::deque<StepInput> m_ready;
    bool m_broken = false;
    std::exception_ptr m_failure; ///< Of the thread, which has ended with it.
    std::size_t m_claimed;        ///< Next batch to gather.
    std::size_t m_consumed;       ///< Next batch that the consumer gets.

    std::jthread m_thread; ///< Last: joined before the rest goes.
};

CachedFeed::CachedFeed(std::shared_ptr<const FeatureFile> file, DatasetPtr dataset,
                       LoaderOptions options, Fallback fallback)
    : m_gatherer(std::make_unique<Gatherer>(std::move(file), std::move(dataset), options))
    , m_fallback(std::move(fallback))
{
}

CachedFeed::~CachedFeed() = default;

std::optional<StepInput> CachedFeed::next()
{
    if (!m_rest) {
        auto input = m_gatherer->next();
        if (input || !m_gatherer->broken()) {
            return input;
        }
        m_rest = m_fallback(m_gatherer->position());
    }
    return m_rest->next();
}

} // namespace weft

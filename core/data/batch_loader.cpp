#include "core/data/batch_loader.h"

#include "core/base/process.h"
#include "core/data/transforms.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <numeric>
#include <stop_token>
#include <thread>
#include <utility>

namespace weft {

/// Each thread makes whole batches: it claims the next number, at most prefetch ahead of the
/// consumer, and puts the finished batch where the consumer waits for it by number.
class BatchLoader::Worker
{
public:
    Worker(DatasetPtr dataset, Preprocessing preprocessing, LoaderOptions options)
        : m_dataset(std::move(dataset))
        , m_preprocessing(preprocessing)
        , m_options(std::move(options))
    {
        m_options.batch = std::max<std::size_t>(1, m_options.batch);
        m_options.prefetch = std::max<std::size_t>(1, m_options.prefetch);
        m_viewEpoch = m_options.viewEpoch > 0 ? m_options.viewEpoch : m_options.epoch;
        auto plan = planLoading(m_dataset->size(), m_options);
        m_order = std::move(plan.order);
        m_batches = plan.batches;
        m_claimed = m_consumed = std::min(m_options.firstBatch, m_batches);
        const auto wanted =
            static_cast<std::size_t>(m_options.threads > 0 ? m_options.threads : availableCores());
        const auto threads = std::min(wanted, m_batches - m_consumed);
        for (std::size_t i = 0; i < threads; ++i) {
            m_threads.emplace_back([this](const std::stop_token& stop) { work(stop); });
        }
    }

    ~Worker()
    {
        // All are told before the first is waited for.
        for (auto& thread : m_threads) {
            thread.request_stop();
        }
    }

    [[nodiscard]] std::size_t batches() const { return m_batches; }

    std::optional<Batch> next()
    {
        std::unique_lock lock(m_mutex);
        if (m_consumed == m_batches) {
            return std::nullopt;
        }
        m_changed.wait(lock, [this] { return m_ready.contains(m_consumed); });
        auto batch = std::move(m_ready.extract(m_consumed).mapped());
        ++m_consumed;
        lock.unlock();
        m_changed.notify_all();
        return batch;
    }

private:
    void work(const std::stop_token& stop)
    {
        while (true) {
            std::unique_lock lock(m_mutex);
            const bool go = m_changed.wait(lock, stop, [this] {
                return m_claimed == m_batches || m_claimed < m_consumed + m_options.prefetch;
            });
            if (!go || m_claimed == m_batches) {
                return;
            }
            const auto number = m_claimed++;
            lock.unlock();
            auto batch = makeBatch(number, stop);
            lock.lock();
            m_ready.emplace(number, std::move(batch));
            lock.unlock();
            m_changed.notify_all();
        }
    }

    Batch makeBatch(std::size_t number, const std::stop_token& stop) const
    {
        const auto first = number * m_options.batch;
        const auto last = std::min(first + m_options.batch, m_order.size());
        const auto side = static_cast<std::size_t>(m_preprocessing.size);
        const auto floats = 3 * side * side;
        Batch batch;
        batch.pixels.resize((last - first) * floats);
        for (auto position = first; position < last && !stop.stop_requested(); ++position) {
            const auto index = m_order[position];
            const auto view = viewOf(index);
            if (!view) {
                batch.failures.push_back(view.error());
                continue;
            }
            normalize(*view, m_preprocessing,
                      std::span(batch.pixels).subspan(batch.count * floats, floats));
            batch.labels.push_back(m_dataset->label(index));
            batch.indices.push_back(index);
            ++batch.count;
        }
        batch.pixels.resize(batch.count * floats);
        return batch;
    }

    Result<Image> viewOf(std::size_t index) const
    {
        try {
            const auto image = m_dataset->image(index);
            if (!image) {
                return image.error();
            }
            return m_options.augment
                       ? trainingView(*image, m_preprocessing,
                                      RandomStream(m_options.seed, m_viewEpoch, index))
                       : evaluationView(*image, m_preprocessing);
        } catch (const std::exception& problem) {
            return Error{ErrorCode::Internal, m_dataset->name(index), problem.what()};
        }
    }

    DatasetPtr m_dataset;
    Preprocessing m_preprocessing;
    LoaderOptions m_options;
    std::uint64_t m_viewEpoch = 0;
    std::vector<std::size_t> m_order;
    std::size_t m_batches = 0;

    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable_any m_changed;
    std::size_t m_claimed = 0;  ///< Next batch that a thread takes.
    std::size_t m_consumed = 0; ///< Next batch that the consumer gets.
    std::map<std::size_t, Batch> m_ready;

    std::vector<std::jthread> m_threads; ///< Last: joined before the rest goes.
};

BatchLoader::BatchLoader(DatasetPtr dataset, Preprocessing preprocessing, LoaderOptions options)
    : m_worker(std::make_unique<Worker>(std::move(dataset), preprocessing, std::move(options)))
{
}

BatchLoader::~BatchLoader() = default;

std::size_t BatchLoader::batches() const
{
    return m_worker->batches();
}

std::optional<Batch> BatchLoader::next()
{
    return m_worker->next();
}

LoaderPlan planLoading(std::size_t samples, const LoaderOptions& options)
{
    LoaderPlan plan;
    if (!options.order.empty()) {
        plan.order = options.order;
    } else if (options.shuffle) {
        plan.order = epochOrder(samples, options.seed, options.epoch);
    } else {
        plan.order.resize(samples);
        std::iota(plan.order.begin(), plan.order.end(), std::size_t{0});
    }
    const auto count = plan.order.size();
    const bool cut = options.dropLast && count >= options.batch;
    plan.batches = (count + (cut ? 0 : options.batch - 1)) / options.batch;
    return plan;
}

std::vector<std::size_t> epochOrder(std::size_t count, std::uint64_t seed, std::uint64_t epoch)
{
    // The index beyond any sample's keeps the order's stream apart from the samples' own.
    RandomStream random(seed, epoch, ~std::uint64_t{0});
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (auto i = count; i > 1; --i) {
        std::swap(order[i - 1], order[random.below(i)]);
    }
    return order;
}

} // namespace weft

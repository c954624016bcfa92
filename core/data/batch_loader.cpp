#include "core/data/batch_loader.h"

#include "core/base/process.h"
#include "core/data/view.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <numeric>
#include <stop_token>
#include <thread>
#include <unordered_map>
#include <utility>

namespace weft {

namespace {

/// How often each sample of an order has come before.
std::vector<std::uint32_t> repeatsIn(const std::vector<std::size_t>& order)
{
    std::unordered_map<std::size_t, std::uint32_t> seen;
    std::vector<std::uint32_t> repeats;
    repeats.reserve(order.size());
    for (const auto index : order) {
        repeats.push_back(seen[index]++);
    }
    return repeats;
}

} // namespace

/// Each thread claims the next image, at most prefetch batches ahead of the consumer, and writes it
/// into its batch's memory. Whoever finishes a batch's last image puts the batch where the consumer
/// waits for it by number.
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
        m_plan = planLoading(m_dataset->size(), m_options);
        m_consumed = std::min(m_options.firstBatch, m_plan.batches());
        m_claimed = m_plan.firsts[m_consumed];
        m_claimedBatch = m_consumed;
        const auto wanted =
            static_cast<std::size_t>(m_options.threads > 0 ? m_options.threads : availableCores());
        const auto threads = std::min(wanted, m_plan.order.size() - m_claimed);
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

    [[nodiscard]] std::size_t batches() const { return m_plan.batches(); }

    std::optional<Batch> next()
    {
        std::unique_lock lock(m_mutex);
        if (m_consumed == m_plan.batches()) {
            return std::nullopt;
        }
        if (m_plan.firsts[m_consumed] == m_plan.firsts[m_consumed + 1]) {
            ++m_consumed; // The share has no part in it.
            lock.unlock();
            m_changed.notify_all();
            return Batch{};
        }
        m_changed.wait(lock, [this] { return m_ready.contains(m_consumed) || m_failure; });
        if (!m_ready.contains(m_consumed)) {
            std::rethrow_exception(m_failure);
        }
        auto batch = std::move(m_ready.extract(m_consumed).mapped());
        ++m_consumed;
        lock.unlock();
        m_changed.notify_all();
        return batch;
    }

private:
    /// A batch that is being made.
    struct Open
    {
        Batch batch;
        std::size_t first = 0;                    ///< Position of its first image.
        std::vector<std::optional<Error>> failed; ///< For each image.
        std::size_t remaining = 0;
    };

    void work(const std::stop_token& stop)
    {
        try {
            makeBatches(stop);
        } catch (...) { // Of a thread, it would end the program.
            const std::scoped_lock lock(m_mutex);
            m_failure = std::current_exception();
            m_claimed = m_plan.order.size();
            m_changed.notify_all();
        }
    }

    void makeBatches(const std::stop_token& stop)
    {
        std::unique_lock lock(m_mutex);
        while (true) {
            const bool go = m_changed.wait(lock, stop, [this] {
                return m_claimed == m_plan.order.size() || m_claimed < readyTo();
            });
            if (!go || m_claimed == m_plan.order.size()) {
                return;
            }
            const auto position = m_claimed++;
            while (m_plan.firsts[m_claimedBatch + 1] <= position) {
                ++m_claimedBatch;
            }
            const auto number = m_claimedBatch;
            auto& open = openBatch(number);
            lock.unlock();
            makeImage(position, open);
            lock.lock();
            if (--open.remaining == 0) {
                auto finished = std::move(m_open.extract(number).mapped());
                lock.unlock();
                auto batch = closed(std::move(finished));
                lock.lock();
                m_ready.emplace(number, std::move(batch));
                m_changed.notify_all();
            }
        }
    }

    /// Position at which nobody claims more images for now. The mutex is held.
    [[nodiscard]] std::size_t readyTo() const
    {
        return m_plan.firsts[std::min(m_consumed + m_options.prefetch, m_plan.batches())];
    }

    /// The mutex is held. What it refers to stays where it is until the last image is there.
    Open& openBatch(std::size_t number)
    {
        if (const auto known = m_open.find(number); known != m_open.end()) {
            return known->second;
        }
        Open open; // Where its memory does not suffice, no other thread must find it.
        open.first = m_plan.firsts[number];
        open.remaining = m_plan.firsts[number + 1] - open.first;
        open.failed.resize(open.remaining);
        open.batch.pixels.resize(open.remaining * floats());
        return m_open.emplace(number, std::move(open)).first->second;
    }

    void makeImage(std::size_t position, Open& open) const
    {
        const auto slot = position - open.first;
        const auto view = viewOf(position);
        if (view) {
            const auto pixels = std::span(open.batch.pixels).subspan(slot * floats(), floats());
            normalize(*view, m_preprocessing, pixels);
            if (m_options.augment && m_options.further.erasing > 0) {
                eraseAtRandom(pixels, m_preprocessing.size, m_options.further.erasing,
                              streamOf(Purpose::Erasing, position));
            }
        } else {
            open.failed[slot] = view.error();
        }
    }

    /// Without the images that failed.
    Batch closed(Open open) const
    {
        auto& batch = open.batch;
        for (std::size_t slot = 0; slot < open.failed.size(); ++slot) {
            if (open.failed[slot]) {
                batch.failures.push_back(std::move(*open.failed[slot]));
                continue;
            }
            if (slot != batch.count) {
                std::copy_n(batch.pixels.data() + slot * floats(), floats(),
                            batch.pixels.data() + batch.count * floats());
            }
            const auto index = m_plan.order[open.first + slot];
            batch.labels.push_back(m_dataset->label(index));
            batch.indices.push_back(index);
            ++batch.count;
        }
        batch.pixels.resize(batch.count * floats());
        return std::move(batch);
    }

    /// Of an image.
    [[nodiscard]] std::size_t floats() const
    {
        const auto side = static_cast<std::size_t>(m_preprocessing.size);
        return 3 * side * side;
    }

    /// Streams apart from the one that crops and mirrors.
    enum class Purpose : std::uint64_t { RandAugment = 1, Erasing = 2 };

    /// The run's, and another one for each further time that the image comes in the epoch.
    [[nodiscard]] std::uint64_t seedOf(std::size_t position) const
    {
        const std::uint64_t repeat = m_plan.repeats.empty() ? 0 : m_plan.repeats[position];
        return repeat == 0 ? m_options.seed
                           : RandomStream(m_options.seed, ~std::uint64_t{1}, repeat)();
    }

    [[nodiscard]] RandomStream streamOf(Purpose purpose, std::size_t position) const
    {
        const auto seed = RandomStream(seedOf(position), ~std::uint64_t{0},
                                       static_cast<std::uint64_t>(purpose))();
        return RandomStream(seed, m_viewEpoch, m_plan.order[position]);
    }

    Result<Image> viewOf(std::size_t position) const
    {
        const auto index = m_plan.order[position];
        try {
            if (!m_options.augment) {
                return loadEvaluationView(*m_dataset, index, m_preprocessing);
            }
            auto view = loadTrainingView(*m_dataset, index, m_preprocessing,
                                         RandomStream(seedOf(position), m_viewEpoch, index));
            if (view && m_options.further.operations > 0) {
                return randAugmented(std::move(*view), m_options.further,
                                     streamOf(Purpose::RandAugment, position));
            }
            return view;
        } catch (const std::exception& problem) {
            return Error{ErrorCode::Internal, m_dataset->name(index), problem.what()};
        }
    }

    DatasetPtr m_dataset;
    Preprocessing m_preprocessing;
    LoaderOptions m_options;
    std::uint64_t m_viewEpoch = 0;
    LoaderPlan m_plan;

    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable_any m_changed;
    std::size_t m_claimed = 0;      ///< Position in the plan of the next image that a thread takes.
    std::size_t m_claimedBatch = 0; ///< The batch of the last one taken.
    std::size_t m_consumed = 0;     ///< Next batch that the consumer gets.
    std::map<std::size_t, Open> m_open;
    std::map<std::size_t, Batch> m_ready;
    std::exception_ptr m_failure; ///< Of a thread; there will be no further batches.

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
    std::vector<std::size_t> order;
    std::vector<std::uint32_t> repeats;
    if (!options.order.empty()) {
        order = options.order;
        repeats = options.viewEpoch == 0 ? repeatsIn(order) : repeats;
    } else if (options.shuffle) {
        order = epochOrder(samples, options.seed, options.epoch);
    } else {
        order.resize(samples);
        std::iota(order.begin(), order.end(), std::size_t{0});
    }
    const bool cut = options.dropLast && order.size() >= options.batch;
    const auto shown = cut ? order.size() / options.batch * options.batch : order.size();
    LoaderPlan plan;
    plan.firsts.push_back(0);
    for (std::size_t first = 0; first < shown; first += options.batch) {
        const auto size = std::min(options.batch, shown - first);
        for (auto i = first + options.share.begin(size); i < first + options.share.end(size); ++i) {
            plan.order.push_back(order[i]);
            if (!repeats.empty()) {
                plan.repeats.push_back(repeats[i]);
            }
        }
        plan.firsts.push_back(plan.order.size());
    }
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

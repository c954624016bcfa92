#pragma once

#include "core/base/result.h"
#include "core/base/share.h"
#include "core/base/uninitialized.h"
#include "core/data/augmentation.h"
#include "core/data/dataset.h"
#include "core/data/preprocessing.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace weft {

/// Images ready for the network. An image that cannot be read any more is left out and listed.
struct Batch
{
    UninitializedVector<float>
        pixels; ///< [count, size, size, 3], channels-last as the network reads.
    std::vector<std::int64_t> labels; ///< count.
    std::vector<std::size_t> indices; ///< count; into the data set.
    std::vector<Error> failures;      ///< Images that were left out.
    std::size_t count = 0;
};

/// See KeptImages for sets that are loaded more than once and fit the memory.
struct LoaderOptions
{
    std::size_t batch = 32;
    bool shuffle = false;   ///< Order keyed by (seed, epoch); else 0, 1, 2, ...
    bool augment = false;   ///< trainingView() in place of evaluationView(), and as follows.
    Augmentation further{}; ///< What is done to a training view besides.
    bool dropLast = false;  ///< Leave an incomplete last batch out, unless it is the only one.
    std::uint64_t seed = 0;
    std::uint64_t epoch = 0;
    /// Epoch whose random views are shown, one for each sample; 0: epoch's, where a sample that
    /// comes again in order has another view each time.
    std::uint64_t viewEpoch = 0;
    std::vector<std::size_t> order{}; ///< These samples in this order; empty: all, as shuffle says.
    std::size_t firstBatch = 0;       ///< Start here: for a run resumed within an epoch.
    /// Of each batch, as it would be without it, this part alone is loaded. An image's view does
    /// not depend on it.
    Share share{};
    int threads = 0;          ///< 0 picks by the machine. Changes nothing but the speed.
    std::size_t prefetch = 4; ///< Batches held ready at most.
};

/// One pass over a data set on background threads, which share each batch out image by image. Not
/// itself thread-safe: one consumer. The destructor stops the threads and may be called at any
/// time.
class BatchLoader
{
public:
    BatchLoader(DatasetPtr dataset, Preprocessing preprocessing, LoaderOptions options);
    ~BatchLoader();
    BatchLoader(const BatchLoader&) = delete;
    BatchLoader& operator=(const BatchLoader&) = delete;

    /// Batches of the whole pass, whatever firstBatch is.
    [[nodiscard]] std::size_t batches() const;

    /// The next batch in order, waiting for it; nothing after the last. An exception that ended the
    /// loading, above all std::bad_alloc where a batch does not fit the memory, is thrown here.
    [[nodiscard]] std::optional<Batch> next();

private:
    class Worker;
    std::unique_ptr<Worker> m_worker;
};

/// Which samples a pass shows, in their order: batch b has those from firsts[b] to firsts[b + 1].
struct LoaderPlan
{
    std::vector<std::size_t> order;
    std::vector<std::size_t> firsts; ///< One more than there are batches.
    /// How often each of the samples has come before in the whole pass; empty: no one does twice.
    std::vector<std::uint32_t> repeats;

    [[nodiscard]] std::size_t batches() const { return firsts.size() - 1; }
};

/// The plan for a data set of so many samples. options.batch must be positive.
[[nodiscard]] LoaderPlan planLoading(std::size_t samples, const LoaderOptions& options);

/// The order of samples in an epoch: a permutation of 0 .. count - 1 keyed by (seed, epoch).
[[nodiscard]] std::vector<std::size_t> epochOrder(std::size_t count, std::uint64_t seed,
                                                  std::uint64_t epoch);

} // namespace weft

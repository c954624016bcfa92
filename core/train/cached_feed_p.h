#pragma once

#include "core/features/feature_file.h"
#include "core/train/input_source_p.h"

#include <functional>
#include <memory>

namespace weft {

/// Features gathered from a file, on a thread of its own, in the order in which the loader would
/// bring the images. Where somebody cuts the file short in the meantime, the rest of the pass comes
/// from another feed.
class CachedFeed : public StepFeed
{
public:
    /// Makes the feed of a pass's rest, from a batch (from 0) on.
    using Fallback = std::function<std::unique_ptr<StepFeed>(std::size_t firstBatch)>;

    /// options say which samples and in what order; the views are those of the file.
    CachedFeed(std::shared_ptr<const FeatureFile> file, DatasetPtr dataset, LoaderOptions options,
               Fallback fallback);
    ~CachedFeed() override;

    [[nodiscard]] std::optional<StepInput> next() override;

private:
    class Gatherer;
    std::unique_ptr<Gatherer> m_gatherer;
    Fallback m_fallback;
    std::unique_ptr<StepFeed> m_rest; ///< Once the file is not intact any more.
};

} // namespace weft

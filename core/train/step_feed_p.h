#pragma once

#include "core/data/batch_loader.h"
#include "core/model/classifier_p.h"
#include "core/train/mixing.h"

#include <optional>

namespace weft {

/// What one step trains on, or one step of a validation looks at.
struct StepInput
{
    Batch batch;            ///< Its pixels are the input where there are no features.
    at::Tensor features;    ///< Condensed ones, see ClassifierImpl::condense(); or undefined.
    bool fromCache = false; ///< The features were not computed for this step.
    Mixture mixture{};      ///< What the pixels are made of.
};

/// One pass over images, or over what a frozen trunk makes of them. One consumer.
class StepFeed
{
public:
    StepFeed() = default;
    virtual ~StepFeed() = default;
    StepFeed(const StepFeed&) = delete;
    StepFeed& operator=(const StepFeed&) = delete;

    /// The next in order, waiting for it; nothing after the last. LibTorch's exceptions pass.
    [[nodiscard]] virtual std::optional<StepInput> next() = 0;
};

/// The images themselves.
class ImageFeed : public StepFeed
{
public:
    ImageFeed(DatasetPtr dataset, const Preprocessing& preprocessing, LoaderOptions options)
        : m_loader(std::move(dataset), preprocessing, std::move(options))
    {
    }

    [[nodiscard]] std::optional<StepInput> next() override
    {
        auto batch = m_loader.next();
        return batch ? std::optional<StepInput>(StepInput{std::move(*batch), {}, false})
                     : std::nullopt;
    }

private:
    BatchLoader m_loader;
};

/// Scores of an input of at least one image, from the pixels or from the features. size is the
/// images' side. Autocast as the calling thread has it.
[[nodiscard]] at::Tensor logitsOf(Classifier& model, StepInput& input, int size,
                                  c10::Device device);

} // namespace weft

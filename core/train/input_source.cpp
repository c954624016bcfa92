#include "core/data/balanced_order.h"
#include "core/data/kept_images.h"
#include "core/features/feature_cache.h"
#include "core/train/feature_source_p.h"
#include "core/train/input_source_p.h"
#include "core/train/trainer_p.h"

namespace weft {

namespace {

/// Ranks on this machine, each of which keeps images.
std::uint64_t sharersOfMemory(const TrainingInput& input)
{
    return input.ranks ? static_cast<std::uint64_t>(input.ranks->ranksOnMachine()) : 1;
}

/// Images through the whole network. Small sets stay in memory from the first epoch on.
class ImageSource final : public InputSource
{
public:
    explicit ImageSource(const TrainingInput& input)
        : m_input(input)
        , m_images(keepImages({input.train, input.validation}, input.preprocessing,
                              input.config.data.augment,
                              keptImagesLimit() / sharersOfMemory(input)))
    {
    }

    std::unique_ptr<StepFeed> training(int epoch, std::size_t firstStep,
                                       const std::stop_token&) override
    {
        return std::make_unique<ImageFeed>(m_images.train, m_input.preprocessing,
                                           trainingLoader(m_input, epoch, firstStep));
    }

    std::unique_ptr<StepFeed> validation(const std::stop_token&) override
    {
        return std::make_unique<ImageFeed>(m_images.validation, m_input.preprocessing,
                                           validationLoader(m_input));
    }

    bool settle(int) override { return false; }

private:
    const TrainingInput& m_input;
    RunImages m_images; ///< Decoded once, where they fit.
};

} // namespace

LoaderOptions validationLoader(const TrainingInput& input)
{
    LoaderOptions options;
    options.share = shareOf(input);
    options.batch = validationBatch * options.share.of; // A batch of that size for each rank.
    options.threads = input.config.data.workers;
    return options;
}

LoaderOptions trainingLoader(const TrainingInput& input, int epoch, std::size_t firstStep)
{
    const auto& config = input.config;
    LoaderOptions options;
    options.batch = stepBatch(config.train);
    options.share = shareOf(input);
    options.shuffle = true;
    options.augment = config.data.augment;
    options.further = augmentationOf(config.data);
    if (config.train.balance == Balance::Sampling) {
        options.order =
            balancedOrder(*input.train, config.train.seed, static_cast<std::uint64_t>(epoch));
    }
    options.dropLast = true;
    options.seed = config.train.seed;
    options.epoch = static_cast<std::uint64_t>(epoch);
    options.viewEpoch = static_cast<std::uint64_t>(keptViewEpoch(config, epoch));
    options.firstBatch = firstStep;
    options.threads = config.data.workers;
    return options;
}

std::unique_ptr<InputSource> makeInputSource(const TrainingInput& input, bool frozen,
                                             Classifier& model, c10::Device device,
                                             ProblemReport report)
{
    if (frozen) {
        return std::make_unique<FeatureSource>(input, model, device, std::move(report));
    }
    return std::make_unique<ImageSource>(input);
}

} // namespace weft

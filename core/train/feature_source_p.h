#pragma once

#include "core/features/feature_cache.h"
#include "core/train/frozen_trunk_p.h"
#include "core/train/input_source_p.h"

#include <string>
#include <vector>

namespace weft {

/// The features of a frozen trunk: computed where they are not known yet, and kept in the cache
/// where the configuration has few enough views for that. A run gets the same features, to the last
/// bit, whether they are kept or not.
class FeatureSource final : public InputSource
{
public:
    /// See makeInputSource().
    FeatureSource(const TrainingInput& input, Classifier& model, c10::Device device,
                  ProblemReport report, FeatureCache cache = FeatureCache::standard());
    ~FeatureSource() override;

    [[nodiscard]] std::unique_ptr<StepFeed> training(int epoch, std::size_t firstStep,
                                                     const std::stop_token& stop) override;
    [[nodiscard]] std::unique_ptr<StepFeed> validation(const std::stop_token& stop) override;
    [[nodiscard]] bool settle(int epoch) override;
    [[nodiscard]] FeatureUse use() const override { return m_use; }
    [[nodiscard]] std::uint64_t featureBytes() const override { return m_bytes; }
    void removeKept() override;

private:
    class TrunkFeed;

    /// The images of a data set in one view, and their features.
    struct Part
    {
        DatasetPtr images;
        LoaderOptions loading; ///< How an image of it is loaded.
        std::string key;
        std::shared_ptr<const FeatureFile> file;
        std::unique_ptr<FeatureFileWriter> writer; ///< Of a file under way.
        std::unique_ptr<BatchLoader> remainder;    ///< What settle() has to look at.
        std::vector<std::size_t> order;            ///< Of the remainder.
        std::size_t settled = 0;                   ///< Of the order.
        bool sought = false;                       ///< The cache has been asked for its file.
    };

    void addPart(Part& part, DatasetPtr images, LoaderOptions loading, const std::string& about);
    void seek(Part& part, const std::stop_token& stop);
    [[nodiscard]] std::unique_ptr<StepFeed> feed(Part* part, const DatasetPtr& images,
                                                 const LoaderOptions& options,
                                                 const std::stop_token& stop);
    void keep(Part& part, const StepInput& input);
    void finish(Part& part);
    void giveUp(Part& part, const Error& why);

    const TrainingInput& m_input;
    Classifier& m_model;
    c10::Device m_device;
    ProblemReport m_report;
    FrozenTrunk m_trunk;
    FeatureCache m_cache;
    std::uint64_t m_bytes = 0; ///< 0: nothing is kept.
    std::vector<Part> m_views; ///< Of the training images.
    Part m_validation;
    Part* m_current = nullptr; ///< Of the last feed.
    FeatureUse m_use = FeatureUse::None;
    bool m_gaveUp = false; ///< And it has been told.
};

} // namespace weft

#include "core/data/view.h"

namespace weft {

namespace {

/// plan: of a picture of a given size.
template <typename Plan>
Result<Image> loadView(const Dataset& dataset, std::size_t index,
                       const Preprocessing& preprocessing, const Plan& plan)
{
    ViewPlan chosen;
    const auto part = dataset.part(index, [&](ImageSize size) {
        chosen = plan(size);
        return partFor(chosen, preprocessing);
    });
    return part ? Result<Image>(drawView(*part, chosen, preprocessing)) : part.error();
}

} // namespace

Result<Image> loadEvaluationView(const Dataset& dataset, std::size_t index,
                                 const Preprocessing& preprocessing)
{
    return loadView(dataset, index, preprocessing,
                    [&](ImageSize size) { return evaluationPlan(size, preprocessing); });
}

Result<Image> loadTrainingView(const Dataset& dataset, std::size_t index,
                               const Preprocessing& preprocessing, const RandomStream& random)
{
    return loadView(dataset, index, preprocessing,
                    [&](ImageSize size) { return trainingPlan(size, preprocessing, random); });
}

} // namespace weft

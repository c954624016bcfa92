#include "core/features/feature_cache.h"
#include "core/train/frozen_trunk_p.h"
#include "core/train/precision_p.h"
#include "core/train/training_step_p.h"

#include <torch/types.h>

namespace weft {

FrozenTrunk::FrozenTrunk(Classifier& model, Precision precision, c10::Device device)
    : m_model(model)
    , m_precision(precision)
    , m_device(device)
{
}

void FrozenTrunk::turnIntoFeatures(StepInput& input, int size)
{
    const torch::NoGradGuard noGradients;
    const PrecisionScope precision(m_precision, m_device);
    auto pixels = batchPixels(input.batch, size, m_device);
    const auto count = pixels.size(0);
    if (count == 1) {
        pixels = torch::cat({pixels, pixels});
    }
    const auto features = m_model->condense(m_model->extractFeatures(pixels));
    const auto type = featuresInBf16(m_precision) ? at::kBFloat16 : at::kFloat;
    input.features = features.narrow(0, 0, count).to(type).contiguous();
    input.batch.pixels = {};
}

} // namespace weft

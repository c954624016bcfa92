#include "core/train/step_feed_p.h"
#include "core/train/training_step_p.h"

namespace weft {

at::Tensor logitsOf(Classifier& model, StepInput& input, int size, c10::Device device)
{
    return input.features.defined() ? model->classifyCondensed(input.features.to(device)).logits
                                    : model->forward(batchPixels(input.batch, size, device)).logits;
}

} // namespace weft

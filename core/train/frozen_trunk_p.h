#pragma once

#include "core/config/run_config.h"
#include "core/train/step_feed_p.h"

namespace weft {

/// A trunk that does not change any more: turns images into condensed features.
///
/// What it makes of an image does not depend on the images that it is given with, to the last bit:
/// oneDNN's convolutions add up each output in one order, whatever the batch, but for a batch of a
/// single image, which other kernels compute; that one is therefore computed beside a copy of
/// itself.
class FrozenTrunk
{
public:
    /// model outlives it.
    FrozenTrunk(Classifier& model, Precision precision, c10::Device device);

    /// Puts features in the place of the pixels of a batch of at least one image; size is its
    /// images' side. The tensor is contiguous and on the device. LibTorch's exceptions pass.
    void turnIntoFeatures(StepInput& input, int size);

private:
    Classifier& m_model;
    Precision m_precision;
    c10::Device m_device;
};

} // namespace weft

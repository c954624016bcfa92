#include "core/config/config_keys.h"
#include "core/model/network_widths.h"
#include "core/train/feature_key_p.h"

#include <sstream>

namespace weft {

namespace {

/// Raise it when images are prepared, or the trunk computes, in another way than before.
constexpr int featuresVersion = 3;

} // namespace

std::string featureKey(const TrainingInput& input, const std::string& weightsFingerprint,
                       c10::Device device, const ComputeEnvironment& environment)
{
    const auto& config = input.config;
    std::ostringstream key;
    key << "version=" << featuresVersion << "\nimages=" << input.imagesKey
        << "\nbackbone=" << configValue(config, "model.backbone")
        << "\nweights=" << weightsFingerprint
        << "\ngrid=" << (config.model.head == Head::Gap ? 0 : config.model.grid)
        << "\nprecision=" << configValue(config, "train.precision")
        << "\ntransform=" << configValue(config, "data.transform")
        << "\nsize=" << input.preprocessing.size << std::hexfloat << "\nstatistics=";
    for (std::size_t channel = 0; channel < 3; ++channel) {
        key << input.preprocessing.mean[channel] << ' ' << input.preprocessing.deviation[channel]
            << ' ';
    }
    if (const auto stages = usedStages(config.model).size(); stages > 1) {
        key << "\nstages=" << stages;
    }
    // What decides on the last bit.
    key << "\ndevice=" << device.str() << "\nthreads=" << environment.threads
        << "\nprocessor=" << environment.processor << "\ninstructions=" << environment.instructions
        << "\nblas=" << environment.blas << "\nlibraries=" << environment.libtorchVersion << ' '
        << environment.onednnVersion << ' ' << environment.opencvVersion << ' '
        << environment.jpegVersion << '\n';
    return key.str();
}

} // namespace weft

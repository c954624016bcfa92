#include "core/inference/trunk_layers_p.h"

namespace weft {

std::vector<TrunkLayer> trunkLayers(const BackboneSpec& spec)
{
    using enum TrunkPlace;
    std::vector<TrunkLayer> layers{{"conv1", "bn1", 3, spec.stemChannels, spec.stemKernel,
                                    spec.stemStride, Images, spec.stemPool ? Inner : Left, false,
                                    true}};
    int channels = spec.stemChannels;
    auto place = Left;
    int stageNumber = 0;
    for (const auto& stage : spec.stages) {
        ++stageNumber;
        for (int block = 0; block < stage.blocks; ++block) {
            const auto name =
                "layer" + std::to_string(stageNumber) + "." + std::to_string(block) + ".";
            const int stride = block == 0 ? stage.stride : 1;
            const int width = stage.channels;
            layers.push_back({name + "conv1", name + "bn1", channels, width, 3, stride, place,
                              Inner, false, true});
            if (stride != 1 || channels != width) {
                const auto other = place == Left ? Right : Left;
                layers.push_back({name + "downsample.0", name + "downsample.1", channels, width, 1,
                                  stride, place, other, false, false});
                place = other;
            }
            layers.push_back(
                {name + "conv2", name + "bn2", width, width, 3, 1, Inner, place, true, true});
            channels = width;
        }
    }
    return layers;
}

} // namespace weft

#include "core/model/backbone_spec.h"

namespace weft {

namespace {

constexpr ResidualStageSpec resnet18Stages[] = {{64, 2, 1}, {128, 2, 2}, {256, 2, 2}, {512, 2, 2}};
constexpr ResidualStageSpec resnet20Stages[] = {{16, 3, 1}, {32, 3, 2}, {64, 3, 2}};

constexpr BackboneSpec resnet18{"ResNet-18", 64, 7, 2, true, resnet18Stages};
constexpr BackboneSpec resnet18Cifar{"ResNet-18 (CIFAR stem)", 64, 3, 1, false, resnet18Stages};
constexpr BackboneSpec resnet20{"ResNet-20", 16, 3, 1, false, resnet20Stages};

} // namespace

const BackboneSpec& backboneSpec(Backbone backbone)
{
    switch (backbone) {
    case Backbone::ResNet18Cifar:
        return resnet18Cifar;
    case Backbone::ResNet20:
        return resnet20;
    case Backbone::ResNet18:
        break;
    }
    return resnet18;
}

int featureSide(const BackboneSpec& spec, int imageSide)
{
    int side = stridedSide(imageSide, spec.stemKernel, spec.stemStride);
    if (spec.stemPool) {
        side = stridedSide(side, 3, 2);
    }
    for (const auto& stage : spec.stages) {
        side = stridedSide(side, 3, stage.stride);
    }
    return side;
}

} // namespace weft

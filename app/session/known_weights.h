#pragma once

#include "core/config/run_config.h"

#include <QByteArray>
#include <QString>
#include <QUrl>
#include <QVector>

namespace weft {

/// Weights that somebody publishes for one of the backbones.
struct KnownWeights
{
    Backbone backbone = Backbone::ResNet18;
    QString title; ///< What they were trained on, and whose: "ImageNet-1K V1".
    QUrl address;
    QString fileName;
    qint64 bytes = 0;
    QByteArray sha256; ///< 64 hexadecimal digits, lower case.
};

/// Torchvision's weights for the backbones of photographs. They are fetched from PyTorch's server,
/// or from the folder that the environment names as WEFT_WEIGHTS_URL.
[[nodiscard]] QVector<KnownWeights> knownWeights();

/// Where downloaded weights are kept: weights/ in the user's data folder for Weft.
[[nodiscard]] QString weightsFolder();

} // namespace weft

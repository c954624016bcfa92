#pragma once

#include "core/config/run_config.h"
#include "core/data/preprocessing.h"

#include <string>
#include <vector>

namespace weft {

/// What a Python file says of the network that it builds.
struct PythonNetwork
{
    ModelConfig model;
    Preprocessing preprocessing;
    std::vector<std::string> classNames; ///< May hold anything.
    std::string run;                     ///< The run's id.
    std::string fingerprint;             ///< Of the weights, as the .safetensors file tells it.
};

/// A Python file that builds the network in plain PyTorch, reads its weights from the .safetensors
/// file of the same name beside it, and classifies pictures. Python 3.8, PyTorch 1.13 or later.
[[nodiscard]] std::string pythonSource(const PythonNetwork& network);

} // namespace weft

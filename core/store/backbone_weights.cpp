#include "core/base/exceptions_p.h"
#include "core/base/fingerprint.h"
#include "core/config/config_keys.h"
#include "core/model/trunk_p.h"
#include "core/store/backbone_weights_p.h"
#include "core/store/module_state_p.h"
#include "core/store/stored_tensors_p.h"

#include <ATen/ops/isfinite.h>

#include <algorithm>
#include <span>
#include <system_error>

namespace weft {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view prefix = "backbone.";

Result<TensorMap> readAll(const fs::path& from)
{
    std::error_code ignored;
    if (!fs::is_directory(from, ignored)) {
        auto file = readSafetensors(from);
        return file ? Result<TensorMap>(copyTensors(*file)) : file.error();
    }
    auto checkpoint = loadCheckpoint(from, CheckpointKind::Best);
    if (!checkpoint && checkpoint.error().code == ErrorCode::NotFound) {
        checkpoint = loadCheckpoint(from, CheckpointKind::Last);
    }
    if (!checkpoint && checkpoint.error().code == ErrorCode::NotFound) {
        return Error{ErrorCode::NotFound, from.string(), "the folder holds no checkpoint of a run"};
    }
    return checkpoint ? Result<TensorMap>(std::move(checkpoint->model)) : checkpoint.error();
}

Result<BackboneWeights> read(const fs::path& from, Backbone backbone)
{
    auto all = readAll(from);
    if (!all) {
        return all.error();
    }
    BackboneWeights weights;
    for (auto& [name, tensor] : *all) {
        if (name.starts_with(prefix)) {
            weights.tensors.emplace(name.substr(prefix.size()), std::move(tensor));
        } else {
            ++weights.leftOut;
        }
    }
    RunConfig config;
    config.model.backbone = backbone;
    const auto fail = [&](ErrorCode code, const std::string& reason) {
        return Error{code, from.string(), reason};
    };
    if (weights.tensors.empty()) {
        return fail(ErrorCode::InvalidArgument, "it holds no backbone of Weft");
    }
    Trunk scratch(trunkTopology(backbone));
    if (const auto fits = loadModuleState(*scratch, weights.tensors); !fits) {
        return fail(ErrorCode::InvalidArgument, "its backbone is not " +
                                                    configValue(config, "model.backbone") + ": " +
                                                    toString(fits.error()));
    }
    for (const auto& [name, tensor] : weights.tensors) {
        if (tensor.is_floating_point() && !tensor.isfinite().all().item<bool>()) {
            return fail(ErrorCode::NotFinite, name + " holds values that are not numbers");
        }
    }
    weights.fingerprint = backboneFingerprint(weights.tensors);
    return weights;
}

} // namespace

Result<BackboneWeights> readBackboneWeights(const fs::path& from, Backbone backbone)
{
    try {
        return read(from, backbone);
    } catch (...) {
        return errorFromException(from.string());
    }
}

std::string backboneFingerprint(const TensorMap& tensors)
{
    Fingerprint fingerprint;
    for (const auto& [name, tensor] : tensors) {
        if (name.ends_with("num_batches_tracked")) {
            continue;
        }
        fingerprint.add(name);
        for (const auto side : tensor.sizes()) {
            fingerprint.add(static_cast<std::uint64_t>(side));
        }
        const auto plain = tensor.detach().cpu().contiguous();
        fingerprint.add(
            std::span(static_cast<const std::uint8_t*>(plain.data_ptr()), plain.nbytes()));
    }
    return fingerprint.hex();
}

} // namespace weft

#include "core/base/fingerprint.h"
#include "core/base/utf8.h"
#include "core/config/config_json.h"
#include "core/onnx/onnx_metadata_p.h"
#include "core/store/network_metadata_p.h"
#include "core/store/preprocessing_json_p.h"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

namespace weft {

namespace {

using nlohmann::json;

constexpr const char* producer = "weft";
constexpr int format = 1;

// Keys of the metadata beside metadata_keys.
constexpr const char* formatKey = "weft.format";
constexpr const char* inputKey = "weft.input";
constexpr const char* weightsKey = "weft.weights";
constexpr const char* checksumKey = "weft.checksum";

constexpr std::array inputNames{"normalised float32 [N, 3, size, size]",
                                "pixels uint8 [N, size, size, 3]"};
constexpr std::array weightsNames{"float32", "int8", "int8-calibrated"}; // As OnnxWeights is.

std::string checksumOf(const onnx::ModelProto& model)
{
    std::string bytes;
    if (!model.SerializeToString(&bytes)) {
        throw std::runtime_error("the ONNX graph cannot be written: it is larger than 2 GB");
    }
    Fingerprint fingerprint;
    fingerprint.add(bytes);
    return fingerprint.hex();
}

void add(onnx::ModelProto& model, const char* key, std::string value)
{
    auto& entry = *model.add_metadata_props();
    entry.set_key(key);
    entry.set_value(std::move(value));
}

std::string compact(const json& value)
{
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

template <typename Names>
int indexOf(const Names& names, const std::string& name)
{
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) {
        throw std::invalid_argument(printableText(name) + " is not known");
    }
    return static_cast<int>(found - names.begin());
}

using Entries = std::map<std::string, std::string>;

/// The exceptions of what is missing or no JSON pass.
Result<OnnxMetadata> metadataFrom(const Entries& entries, const std::string& subject)
{
    auto network = describedNetwork(entries, subject);
    if (!network) {
        return network.error();
    }
    OnnxMetadata metadata;
    metadata.classNames = std::move(network->classNames);
    metadata.preprocessing = network->preprocessing;
    metadata.config = std::move(network->config);
    metadata.run = entries.at(metadata_keys::run);
    metadata.fingerprint = entries.at(metadata_keys::fingerprint);
    metadata.epoch = std::stoi(entries.at(metadata_keys::epoch));
    metadata.takesPixels = indexOf(inputNames, entries.at(inputKey)) == 1;
    metadata.weights = static_cast<OnnxWeights>(indexOf(weightsNames, entries.at(weightsKey)));
    return metadata;
}

/// Takes the entry of the checksum out; nothing where there is none.
std::string takeChecksum(onnx::ModelProto& model)
{
    auto& entries = *model.mutable_metadata_props();
    const auto found =
        std::ranges::find(entries, checksumKey,
                          [](const onnx::StringStringEntryProto& entry) { return entry.key(); });
    if (found == entries.end()) {
        return {};
    }
    auto checksum = found->value();
    entries.erase(found);
    return checksum;
}

} // namespace

void sealOnnx(onnx::ModelProto& model, const OnnxMetadata& metadata)
{
    model.set_producer_name(producer);
    model.set_producer_version(WEFT_VERSION);
    add(model, formatKey, std::to_string(format));
    add(model, metadata_keys::classes, compact(metadata.classNames));
    add(model, metadata_keys::preprocessing, compact(toJsonValue(metadata.preprocessing)));
    add(model, metadata_keys::config, toJson(metadata.config));
    add(model, metadata_keys::run, metadata.run);
    add(model, metadata_keys::epoch, std::to_string(metadata.epoch));
    add(model, metadata_keys::fingerprint, metadata.fingerprint);
    add(model, inputKey, inputNames.at(metadata.takesPixels ? 1 : 0));
    add(model, weightsKey, weightsNames.at(static_cast<std::size_t>(metadata.weights)));
    add(model, checksumKey, checksumOf(model));
}

Result<OnnxMetadata> unsealOnnx(onnx::ModelProto& model, const std::string& subject)
{
    const auto fail = [&](ErrorCode code, std::string reason) {
        return Error{code, subject, std::move(reason)};
    };
    if (model.producer_name() != producer) {
        return fail(ErrorCode::Unsupported, "it is an ONNX file, but Weft did not write it");
    }
    const auto checksum = takeChecksum(model);
    Entries entries;
    for (const auto& entry : model.metadata_props()) {
        entries[entry.key()] = entry.value();
    }
    try {
        if (std::stoi(entries.at(formatKey)) > format) {
            return fail(ErrorCode::NewerFormat, "its format is newer than this Weft reads");
        }
        if (checksum != checksumOf(model)) {
            return fail(ErrorCode::Corrupt,
                        "its checksum does not fit: it has been changed since it was written");
        }
        return metadataFrom(entries, subject);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory, "the memory does not suffice");
    } catch (const std::exception&) {
        return fail(ErrorCode::Corrupt,
                    "what it says of itself is missing or damaged: it may have been cut short");
    }
}

} // namespace weft

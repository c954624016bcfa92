#include "core/store/weight_names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace weft {

namespace {

/// A row for each way that files are written. Weft's modules have torchvision's names, and timm's
/// plain ResNets have them too; its variants (resnet18d) have other stems and shortcuts, and with
/// them names that this network lacks.
constexpr std::array<NameScheme, 3> schemes{{
    {"Weft", "backbone.", "fc.", false},
    {"torchvision and timm", "", "fc.", true},
    {"torchvision", "", "classifier.1.", true}, // EfficientNet: a dropout stands before it.
}};

constexpr std::array<std::string_view, 2> wrapperPrefixes{"module.", "_orig_mod."};

void removePrefix(WeightFile& file, std::string_view prefix)
{
    if (file.tensors.empty() || !std::ranges::all_of(file.tensors, [&](const auto& entry) {
            return entry.first.starts_with(prefix);
        })) {
        return;
    }
    std::map<std::string, FileTensor> renamed;
    for (auto& [name, tensor] : file.tensors) {
        renamed.emplace(name.substr(prefix.size()), std::move(tensor));
    }
    file.tensors = std::move(renamed);
    file.remarks.push_back({WeightsRemarkCode::PrefixRemoved, std::string(prefix), 0, 0});
}

} // namespace

void removeWrapperPrefixes(WeightFile& file)
{
    constexpr int deepest = 2; // torch.compile(DataParallel(..)), or the other way round.
    for (int layer = 0; layer < deepest; ++layer) {
        for (const auto prefix : wrapperPrefixes) {
            removePrefix(file, prefix);
        }
    }
}

const NameScheme* findNameScheme(const WeightFile& file, const std::set<std::string>& backboneNames)
{
    const NameScheme* best = nullptr;
    std::ptrdiff_t most = 0;
    for (const auto& scheme : schemes) {
        auto count = std::ranges::count_if(backboneNames, [&](const auto& name) {
            return file.tensors.contains(std::string(scheme.backbone) + name);
        });
        // Two schemes may call the backbone alike.
        count += count > 0 && file.tensors.contains(std::string(scheme.classifier) + "weight");
        if (count > most) {
            most = count;
            best = &scheme;
        }
    }
    return best;
}

} // namespace weft

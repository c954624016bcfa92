#include "core/store/preprocessing_json_p.h"

#include <algorithm>
#include <array>
#include <string>

namespace weft {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

Error corruptTransform(const fs::path& file, std::string reason)
{
    return {ErrorCode::Corrupt, file.string(), std::move(reason)};
}

} // namespace

json toJsonValue(const Preprocessing& preprocessing)
{
    return {{"transform", preprocessing.kind == TransformKind::Article ? "article" : "small"},
            {"size", preprocessing.size},
            {"flip", preprocessing.flip},
            {"mean", preprocessing.mean},
            {"deviation", preprocessing.deviation}};
}

Result<Preprocessing> preprocessingFrom(const json& value, const fs::path& file)
{
    Preprocessing preprocessing;
    const auto kind = value.at("transform").get<std::string>();
    if (kind != "article" && kind != "small") {
        return corruptTransform(file, "the transform \"" + kind + "\" is not known");
    }
    preprocessing.kind = kind == "article" ? TransformKind::Article : TransformKind::Small;
    preprocessing.size = value.at("size").get<int>();
    preprocessing.flip = value.at("flip").get<bool>();
    preprocessing.mean = value.at("mean").get<std::array<float, 3>>();
    preprocessing.deviation = value.at("deviation").get<std::array<float, 3>>();
    const bool usable = std::all_of(preprocessing.deviation.begin(), preprocessing.deviation.end(),
                                    [](float deviation) { return deviation > 0; });
    if (preprocessing.size < 1 || !usable) {
        return corruptTransform(file, "the preprocessing's size or deviation is not above 0");
    }
    return preprocessing;
}

} // namespace weft

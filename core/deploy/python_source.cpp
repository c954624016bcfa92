#include "core/deploy/python_source.h"

#include "core/model/network_widths.h"
#include "core/model/reading_order.h"
#include "core/model/trunk_topology.h"

#include <nlohmann/json.hpp>

#include <array>
#include <string_view>

namespace weft::embedded {
extern const unsigned char network_python[];
extern const std::size_t network_python_size;
} // namespace weft::embedded

namespace weft {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view mark = "#@configuration@";
constexpr std::array placeNames{"images", "inner", "deeper", "left", "right"};
static_assert(placeNames.size() == trunkPlaces);
constexpr std::array headNames{"last", "final", "attention", "mean", "gap"};
constexpr std::array fusionNames{"none", "concat", "sum"};
constexpr std::array activationNames{"none", "relu", "silu"};
constexpr std::array kindNames{"convolution", "pooling", "squeeze"};

template <typename Names, typename Value>
std::string nameOf(const Names& names, Value value)
{
    return names.at(static_cast<std::size_t>(value));
}

/// Numbers, texts, lists and dictionaries of JSON are those of Python, escapes among them; true and
/// false are not, and stand as 1 and 0.
std::string literal(const Json& value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json stepOf(const TrunkStep& step, bool stage)
{
    Json row{{"kind", nameOf(kindNames, step.kind)}};
    if (step.kind != TrunkStepKind::Pooling) {
        row["name"] = step.name;
    }
    row["in"] = step.inChannels;
    row["out"] = step.outChannels;
    if (step.kind == TrunkStepKind::Squeeze) {
        row["squeezed"] = step.squeezed;
    } else {
        row["kernel"] = step.kernel;
        row["stride"] = step.stride;
    }
    if (step.kind == TrunkStepKind::Convolution) {
        row["norm"] = step.norm;
        row["groups"] = step.depthwise ? step.inChannels : 1;
        row["add"] = static_cast<int>(step.add);
        row["activation"] = nameOf(activationNames, step.activation);
    }
    row["from"] = nameOf(placeNames, step.from);
    row["to"] = nameOf(placeNames, step.to);
    row["stage"] = static_cast<int>(stage);
    return row;
}

/// A step a line. Stages that nothing reads are not marked.
std::string trunkTable(const ModelConfig& model)
{
    const auto topology = trunkTopology(model);
    const auto used = usedStages(model).size();
    std::string table = "[\n";
    for (std::size_t i = 0; i < topology.steps.size(); ++i) {
        table += "    " + literal(stepOf(topology.steps[i], topology.endsStage(i, used))) + ",\n";
    }
    return table + "]";
}

Json readingsTable(const ModelConfig& model)
{
    auto readings = Json::object();
    if (model.head == Head::Gap) {
        return readings;
    }
    for (const auto order : readingsOf(model.order)) {
        readings[lstmNames.at(readings.size())] = readingOrder(order, model.grid);
    }
    return readings;
}

std::string configurationOf(const PythonNetwork& network)
{
    const auto& model = network.model;
    const auto& preprocessing = network.preprocessing;
    std::string text;
    const auto set = [&text](const char* name, const std::string& value) {
        text += std::string(name) + " = " + value + "\n";
    };
    set("RUN", literal(network.run));
    set("FINGERPRINT", literal(network.fingerprint));
    set("CLASSES", literal(network.classNames));
    set("SIZE", literal(preprocessing.size));
    set("CROP", preprocessing.kind == TransformKind::Article ? "224 / 256" : "1");
    set("MEAN", literal(preprocessing.mean));
    set("DEVIATION", literal(preprocessing.deviation));
    set("HEAD", literal(nameOf(headNames, model.head)));
    set("GRID", literal(model.grid));
    set("LAYERS", literal(model.layers));
    set("HIDDEN", literal(model.hidden));
    set("FUSION", literal(nameOf(fusionNames, model.fusion)));
    set("FUSION_CHANNELS", literal(model.fusionChannels));
    set("CELL_CHANNELS", literal(cellChannels(model)));
    set("STEP_WIDTH", literal(stepWidth(model)));
    set("HEAD_WIDTH", literal(headWidth(model)));
    set("ATTENTION_HIDDEN", literal(model.attentionHidden));
    set("ATTENTION_HEADS", literal(model.attentionHeads));
    set("TEMPERATURE", literal(model.attentionTemperature));
    set("GAP_HIDDEN", literal(model.gapHidden));
    text += "# For each BiLSTM the order in which it reads the cells, counted row by row.\n";
    set("READINGS", literal(readingsTable(model)));
    text += "# Each step reads the values at one place and leaves its own at another.\n";
    set("TRUNK", trunkTable(model));
    text.pop_back();
    return text;
}

} // namespace

std::string pythonSource(const PythonNetwork& network)
{
    std::string source(reinterpret_cast<const char*>(embedded::network_python),
                       embedded::network_python_size);
    source.replace(source.find(mark), mark.size(), configurationOf(network));
    return source;
}

} // namespace weft

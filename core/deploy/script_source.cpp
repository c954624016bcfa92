#include "core/deploy/script_source.h"

#include "core/model/network_widths.h"
#include "core/model/reading_order.h"
#include "core/model/trunk_topology.h"

#include <array>
#include <cctype>
#include <cstdio>

namespace weft {

namespace {

std::string number(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.17g", value);
    return text.data();
}

std::string pair(int value)
{
    return "[" + std::to_string(value) + ", " + std::to_string(value) + "]";
}

/// The module or parameter of a dotted name; a part that is a number is no name of the language.
std::string member(const std::string& path)
{
    std::string expression = "self";
    std::size_t first = 0;
    for (;;) {
        const auto dot = path.find('.', first);
        const auto part = path.substr(first, dot - first);
        expression = std::isdigit(static_cast<unsigned char>(part.front())) != 0
                         ? "getattr(" + expression + ", \"" + part + "\")"
                         : expression + "." + part;
        if (dot == std::string::npos) {
            return expression;
        }
        first = dot + 1;
    }
}

/// Writes the lines of a function, each of which gives a new value a name.
class Lines
{
public:
    std::string add(const std::string& expression)
    {
        auto name = "v" + std::to_string(m_count++);
        m_text += "    " + name + " = " + expression + "\n";
        return name;
    }

    std::string addLinear(const std::string& input, const std::string& module, bool bias = true)
    {
        return add("torch.linear(" + input + ", " + member(module + ".weight") + ", " +
                   (bias ? member(module + ".bias") : "None") + ")");
    }

    /// Three values, of which the first is wanted.
    std::string addLstm(const std::string& call)
    {
        auto name = "v" + std::to_string(m_count++);
        m_text += "    " + name + ", hidden, cell = " + call + "\n";
        return name;
    }

    [[nodiscard]] const std::string& text() const { return m_text; }

private:
    std::string m_text;
    int m_count = 0;
};

std::string activated(Lines& lines, const std::string& value, Activation activation)
{
    switch (activation) {
    case Activation::Relu:
        return lines.add("torch.relu(" + value + ")");
    case Activation::Silu:
        return lines.add("torch.silu(" + value + ")");
    case Activation::None:
        break;
    }
    return value;
}

std::string addConvolution(Lines& lines, const TrunkStep& step, const std::string& input,
                           const std::string& residual)
{
    const auto norm = [&](const char* name) {
        return member("backbone." + step.norm + "." + name);
    };
    auto value =
        lines.add("torch.conv2d(" + input + ", " + member("backbone." + step.name + ".weight") +
                  ", None, " + pair(step.stride) + ", " + pair(step.kernel / 2) + ", [1, 1], " +
                  std::to_string(step.depthwise ? step.inChannels : 1) + ")");
    value = lines.add("torch.batch_norm(" + value + ", " + norm("weight") + ", " + norm("bias") +
                      ", " + norm("running_mean") + ", " + norm("running_var") +
                      ", False, 0.1, 1e-05, False)");
    if (!residual.empty()) {
        value = lines.add(value + " + " + residual);
    }
    return activated(lines, value, step.activation);
}

std::string addSqueeze(Lines& lines, const TrunkStep& step, const std::string& input)
{
    const auto convolve = [&](const std::string& value, const char* name) {
        const auto module = "backbone." + step.name + "." + name;
        return lines.add("torch.conv2d(" + value + ", " + member(module + ".weight") + ", " +
                         member(module + ".bias") + ")");
    };
    const auto mean = lines.add("torch.mean(" + input + ", [2, 3], True)");
    const auto squeezed = lines.add("torch.silu(" + convolve(mean, "fc1") + ")");
    return lines.add(input + " * torch.sigmoid(" + convolve(squeezed, "fc2") + ")");
}

/// The outputs of the stages in use.
std::vector<std::string> addTrunk(Lines& lines, const ModelConfig& model)
{
    const auto topology = trunkTopology(model);
    const auto used = usedStages(model).size();
    TrunkPlaces<std::string> places("images");
    std::vector<std::string> stages;
    for (std::size_t i = 0; i < topology.steps.size(); ++i) {
        const auto& step = topology.steps[i];
        const auto input = places[step.from];
        auto& output = places[step.to];
        switch (step.kind) {
        case TrunkStepKind::Convolution:
            output = addConvolution(lines, step, input, step.add ? output : std::string());
            break;
        case TrunkStepKind::Pooling:
            output = lines.add("torch.max_pool2d(" + input + ", " + pair(step.kernel) + ", " +
                               pair(step.stride) + ", " + pair(step.kernel / 2) + ")");
            break;
        case TrunkStepKind::Squeeze:
            output = addSqueeze(lines, step, input);
            break;
        }
        if (topology.endsStage(i, used)) {
            stages.push_back(output);
        }
    }
    return stages;
}

/// Of each stage the grid's cells, [N, T, C], or for head gap their mean; then fused.
std::string addCells(Lines& lines, const ModelConfig& model, const std::vector<std::string>& stages)
{
    std::vector<std::string> cells;
    for (const auto& stage : stages) {
        auto value = model.head == Head::Gap
                         ? lines.add("torch.mean(" + stage + ", [2, 3])")
                         : lines.add("torch.transpose(torch.flatten(torch.adaptive_avg_pool2d(" +
                                     stage + ", " + pair(model.grid) + "), 2), 1, 2)");
        if (model.fusion != Fusion::None) {
            value = lines.addLinear(value, "fusion." + std::to_string(cells.size()));
        }
        cells.push_back(value);
    }
    std::string list;
    std::string sum;
    for (const auto& value : cells) {
        list += (list.empty() ? "" : ", ") + value;
        sum += (sum.empty() ? "" : " + ") + value;
    }
    if (model.fusion == Fusion::Concat) {
        return lines.add("torch.cat([" + list + "], -1)");
    }
    return model.fusion == Fusion::Sum ? lines.add(sum) : cells.front();
}

std::string addBiLstm(Lines& lines, const ModelConfig& model, const std::string& name,
                      const std::string& sequence)
{
    std::string weights;
    for (int layer = 0; layer < model.layers; ++layer) {
        for (const char* direction : {"", "_reverse"}) {
            for (const char* what : {"weight_ih", "weight_hh", "bias_ih", "bias_hh"}) {
                weights += (weights.empty() ? "" : ", ") +
                           member(name + "." + what + "_l" + std::to_string(layer) + direction);
            }
        }
    }
    const auto state =
        lines.add("torch.zeros([" + std::to_string(2 * model.layers) + ", " + sequence +
                  ".size(0), " + std::to_string(model.hidden) + "], dtype=" + sequence +
                  ".dtype, device=" + sequence + ".device)");
    return lines.addLstm("torch.lstm(" + sequence + ", [" + state + ", " + state + "], [" +
                         weights + "], True, " + std::to_string(model.layers) +
                         ", 0.0, False, True, True)");
}

std::string reordered(Lines& lines, const std::string& values, int dimension,
                      const std::string& order)
{
    return lines.add("torch.index_select(" + values + ", " + std::to_string(dimension) + ", self." +
                     order + ")");
}

bool isReordered(ReadingOrder order)
{
    return order != ReadingOrder::Row;
}

struct Summary
{
    std::string value;
    std::string attention; ///< [N, heads, T], by cells; empty for other heads.
};

Summary addAttention(Lines& lines, const ModelConfig& model, const std::string& sequence,
                     const std::string& cells)
{
    auto steps = sequence;
    if (model.attentionHidden > 0) {
        steps = lines.add("torch.tanh(" + lines.addLinear(steps, "attention_hidden") + ")");
    }
    auto scores =
        lines.add("torch.transpose(" +
                  lines.addLinear(steps, "attention", model.attentionHidden == 0) + ", 1, 2)");
    if (model.attentionTemperature != 1) {
        scores = lines.add(scores + " / " + number(model.attentionTemperature));
    }
    const auto weights = lines.add("torch.softmax(" + scores + ", 2)");
    const auto value = lines.add("torch.flatten(torch.bmm(" + weights + ", " + sequence + "), 1)");
    const auto attention = cells.empty() ? weights : reordered(lines, weights, 2, cells);
    const auto grid = std::to_string(model.grid);
    const auto heads =
        model.attentionHeads > 1 ? std::to_string(model.attentionHeads) + ", " : std::string();
    return {value, lines.add("torch.reshape(" + attention + ", [-1, " + heads + grid + ", " + grid +
                             "])")};
}

/// sequence: [N, T, readings * 2 * hidden]. cells: what puts attention back; empty: it is by cells.
Summary addHead(Lines& lines, const ModelConfig& model, const std::string& sequence,
                std::size_t readings, const std::string& cells)
{
    if (model.head == Head::Attention) {
        return addAttention(lines, model, sequence, cells);
    }
    if (model.head == Head::Mean) {
        return {lines.add("torch.mean(" + sequence + ", [1])"), {}};
    }
    if (model.head == Head::Final) {
        const auto direction = [&](const char* step, const char* which) {
            return lines.add("torch.select(torch.reshape(torch.select(" + sequence + ", 1, " +
                             step + "), [-1, " + std::to_string(readings) + ", 2, " +
                             std::to_string(model.hidden) + "]), 2, " + which + ")");
        };
        const auto forward = direction("-1", "0");
        const auto backward = direction("0", "1");
        return {lines.add("torch.flatten(torch.stack([" + forward + ", " + backward + "], 2), 1)"),
                {}};
    }
    return {lines.add("torch.select(" + sequence + ", 1, -1)"), {}};
}

Summary addReadings(Lines& lines, const ModelConfig& model, const std::string& cells)
{
    const auto orders = readingsOf(model.order);
    std::vector<std::string> outputs;
    for (std::size_t i = 0; i < orders.size(); ++i) {
        const std::string name = lstmNames.at(i);
        const bool turned = isReordered(orders[i]);
        auto output = addBiLstm(lines, model, name,
                                turned ? reordered(lines, cells, 1, name + "_steps") : cells);
        if (turned && orders.size() > 1) { // Several readings meet in the cells.
            output = reordered(lines, output, 1, name + "_cells");
        }
        outputs.push_back(output);
    }
    if (outputs.size() == 1) {
        return addHead(lines, model, outputs.front(), 1,
                       isReordered(orders.front()) ? lstmNames[0] + std::string("_cells") : "");
    }
    const auto joined = lines.add("torch.cat([" + outputs[0] + ", " + outputs[1] + "], 2)");
    return addHead(lines, model, joined, outputs.size(), {});
}

} // namespace

std::map<std::string, std::vector<std::int64_t>> scriptOrders(const ModelConfig& model)
{
    std::map<std::string, std::vector<std::int64_t>> orders;
    if (model.head == Head::Gap) {
        return orders;
    }
    const auto readings = readingsOf(model.order);
    for (std::size_t i = 0; i < readings.size(); ++i) {
        if (isReordered(readings[i])) {
            const std::string name = lstmNames.at(i);
            const auto steps = readingOrder(readings[i], model.grid);
            orders.emplace(name + "_steps", steps);
            orders.emplace(name + "_cells", inverseOrder(steps));
        }
    }
    return orders;
}

std::string scriptSource(const ModelConfig& model)
{
    Lines lines;
    const auto cells = addCells(lines, model, addTrunk(lines, model));
    Summary summary{cells, {}};
    if (model.head != Head::Gap) {
        summary = addReadings(lines, model, cells);
    } else if (model.gapHidden > 0) {
        summary.value = lines.add("torch.relu(" + lines.addLinear(cells, "hidden") + ")");
    }
    const auto scores = lines.addLinear(summary.value, "fc");
    if (summary.attention.empty()) {
        return "def forward(self, images: Tensor) -> Tensor:\n" + lines.text() + "    return " +
               scores + "\n";
    }
    return "def scores_and_attention(self, images: Tensor) -> Tuple[Tensor, Tensor]:\n" +
           lines.text() + "    return (" + scores + ", " + summary.attention +
           ")\n\ndef forward(self, images: Tensor) -> Tensor:\n"
           "    scores, attention = self.scores_and_attention(images)\n    return scores\n";
}

} // namespace weft

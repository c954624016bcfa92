#include "core/model/network_widths.h"
#include "core/onnx/onnx_cells_p.h"
#include "core/onnx/onnx_classifier_p.h"
#include "core/store/module_state_p.h"

namespace weft {

namespace {

/// The BiLSTMs' output, [T, N, width].
struct Sequence
{
    OnnxValue value;
    std::int64_t steps = 0;
    std::int64_t readings = 1;
    std::int64_t width = 0;
};

class ClassifierWriter
{
public:
    ClassifierWriter(OnnxLayers& layers, Classifier& model)
        : m_layers(layers)
        , m_graph(layers.graph())
        , m_config(model->config())
        , m_classes(model->classes())
        , m_state(moduleState(*model))
    {
    }

    void add(const std::vector<OnnxFeatures>& stages)
    {
        const auto cells = fused(stages);
        const auto summary = m_config.head == Head::Gap ? mean(cells) : read(cells);
        m_layers.linear("fc", summary, weights("fc"), bias("fc"), "output");
        m_graph.output("output", {batchSide, m_classes});
    }

private:
    [[nodiscard]] const at::Tensor& weights(const std::string& layer) const
    {
        return m_state.at(layer + ".weight");
    }

    [[nodiscard]] at::Tensor bias(const std::string& layer) const
    {
        const auto found = m_state.find(layer + ".bias");
        return found == m_state.end() ? at::Tensor() : found->second;
    }

    /// The cells that the classifier reads, [N, C, grid, grid]; for head gap a single one, which is
    /// the mean.
    OnnxFeatures fused(const std::vector<OnnxFeatures>& stages)
    {
        std::vector<OnnxValue> parts;
        OnnxFeatures cells;
        for (const auto& stage : stages) {
            cells = addOnnxGrid(m_graph, stage, m_config.head == Head::Gap ? 1 : m_config.grid);
            if (m_config.fusion != Fusion::None) {
                const auto name = "fusion." + std::to_string(parts.size());
                const auto projection = weights(name).unsqueeze(2).unsqueeze(3);
                cells.channels = projection.size(0);
                parts.push_back(m_layers.convolution(name, cells.value, projection, bias(name), 1,
                                                     1, OnnxLayerKind::Linear));
            }
        }
        if (m_config.fusion == Fusion::Concat) {
            cells.channels *= static_cast<std::int64_t>(parts.size());
            cells.value = m_graph.add("Concat", "fusion", parts, {{"axis", std::int64_t{1}}});
        } else if (m_config.fusion == Fusion::Sum) {
            cells.value = parts.front();
            for (std::size_t i = 1; i < parts.size(); ++i) {
                cells.value =
                    m_graph.add("Add", "fusion.sum" + std::to_string(i), {cells.value, parts[i]});
            }
        }
        return cells;
    }

    OnnxValue mean(const OnnxFeatures& cells)
    {
        const auto flat = m_graph.add("Flatten", "gap", {cells.value}, {{"axis", std::int64_t{1}}});
        if (m_config.gapHidden == 0) {
            return flat;
        }
        return m_layers.activated(
            m_layers.linear("hidden", flat, weights("hidden"), bias("hidden"), "hidden"),
            Activation::Relu);
    }

    OnnxValue read(const OnnxFeatures& cells)
    {
        const auto orders = readingsOf(m_config.order);
        std::vector<OnnxValue> outputs;
        Sequence sequence{{},
                          std::int64_t{m_config.grid} * m_config.grid,
                          static_cast<std::int64_t>(orders.size()),
                          0};
        for (const auto order : orders) {
            OnnxWay way(m_graph, order, m_config.grid);
            const std::string name = lstmNames[outputs.size()];
            const auto [value, width] = runLstm(name, way.toSteps(name + ".steps", cells));
            sequence.width += width;
            // Readings by rows and by columns meet in the cells.
            outputs.push_back(
                orders.size() == 1 ? value : way.sequenceToCells(name + ".cells", value, width));
        }
        sequence.value = outputs.front();
        if (outputs.size() > 1) {
            sequence.value =
                m_graph.add("Concat", "sequence", outputs, {{"axis", std::int64_t{2}}});
        }
        return summarized(sequence, orders.size() == 1 ? orders.front() : ReadingOrder::Row);
    }

    /// The sequence and its width.
    std::pair<OnnxValue, std::int64_t> runLstm(const std::string& lstm, OnnxValue value)
    {
        std::int64_t width = 0;
        for (int layer = 0; layer < m_config.layers; ++layer) {
            const auto direction = [&](const std::string& suffix) {
                const auto of = [&](const char* parameter) {
                    return m_state.at(lstm + "." + parameter + "_l" + std::to_string(layer) +
                                      suffix);
                };
                return OnnxLayers::Direction{of("weight_ih"), of("weight_hh"), of("bias_ih"),
                                             of("bias_hh")};
            };
            const auto forward = direction("");
            width = 2 * forward.weightHh.size(1);
            value = m_layers.bidirectional(lstm + ".l" + std::to_string(layer), value,
                                           std::int64_t{m_config.grid} * m_config.grid, forward,
                                           direction("_reverse"));
        }
        return {value, width};
    }

    OnnxValue summarized(const Sequence& sequence, ReadingOrder order)
    {
        switch (m_config.head) {
        case Head::Final:
            return finalStates(sequence);
        case Head::Attention:
            return attended(sequence, order);
        case Head::Mean:
            return m_graph.add("ReduceMean", "mean", {sequence.value},
                               {{"axes", OnnxShape{0}}, {"keepdims", std::int64_t{0}}});
        case Head::Last:
        case Head::Gap:
            break;
        }
        return step("last", sequence, sequence.steps - 1);
    }

    /// [N, width].
    OnnxValue step(const std::string& name, const Sequence& sequence, std::int64_t index)
    {
        const auto cut = m_graph.slice(name + ".step", sequence.value, 0, index, index + 1);
        return m_graph.reshape(name, cut, {batchSide, sequence.width});
    }

    OnnxValue finalStates(const Sequence& sequence)
    {
        const auto first = step("first", sequence, 0);
        const auto last = step("last", sequence, sequence.steps - 1);
        const auto hidden = sequence.width / sequence.readings / 2;
        std::vector<OnnxValue> states;
        for (std::int64_t reading = 0; reading < sequence.readings; ++reading) {
            const auto begin = 2 * hidden * reading;
            const auto name = "final." + std::to_string(reading);
            states.push_back(m_graph.slice(name + ".forward", last, 1, begin, begin + hidden));
            states.push_back(
                m_graph.slice(name + ".backward", first, 1, begin + hidden, begin + 2 * hidden));
        }
        return m_graph.add("Concat", "final", states, {{"axis", std::int64_t{1}}});
    }

    OnnxValue attended(const Sequence& sequence, ReadingOrder order)
    {
        const std::int64_t heads = m_config.attentionHeads;
        const auto all = OnnxShape{sequence.steps, batchSide, heads};
        auto steps =
            m_graph.reshape("attention.steps", sequence.value, {batchSide, sequence.width});
        if (m_config.attentionHidden > 0) {
            const std::string name = "attention_hidden";
            steps = m_graph.add("Tanh", name + ".tanh",
                                {m_layers.linear(name, steps, weights(name), bias(name), name)});
        }
        // The temperature divides weights and bias instead of each score.
        const auto cooled = [&](const at::Tensor& values) {
            return values.defined() ? values / m_config.attentionTemperature : values;
        };
        const auto scores =
            m_graph.reshape("attention.scores",
                            m_layers.linear("attention", steps, cooled(weights("attention")),
                                            cooled(bias("attention")), "attention.flat"),
                            all);
        const auto shares = m_graph.add("Softmax", "attention.weights",
                                        {m_graph.transpose("attention.turned", scores, {1, 2, 0})},
                                        {{"axis", std::int64_t{2}}});
        OnnxWay(m_graph, order, m_config.grid).outputCells("attention", shares, heads);
        const auto images = m_graph.transpose("attention.images", sequence.value, {1, 0, 2});
        const auto sums = m_graph.add("MatMul", "attention.sums", {shares, images});
        return m_graph.add("Flatten", "attention.summary", {sums}, {{"axis", std::int64_t{1}}});
    }

    OnnxLayers& m_layers;
    OnnxGraph& m_graph;
    const ModelConfig& m_config;
    std::int64_t m_classes;
    TensorMap m_state;
};

} // namespace

void addOnnxClassifier(OnnxLayers& layers, Classifier& model, const OnnxValue& images, int side)
{
    const auto topology = trunkTopology(model->config());
    const TrunkParameters parameters(model->backbone(), topology);
    const auto stages = addOnnxTrunk(layers, topology, parameters, images, side,
                                     usedStages(model->config()).size());
    ClassifierWriter(layers, model).add(stages);
}

} // namespace weft

#include "core/data/transforms.h"
#include "core/inspect/explanation_p.h"
#include "core/inspect/predictor_engine_p.h"
#include "core/onnx/onnx_network.h"

#include <ATen/ops/from_blob.h>
#include <ATen/ops/softmax.h>

#include <chrono>

namespace weft {

namespace {

class FileEngine final : public PredictorEngine
{
public:
    explicit FileEngine(OnnxNetwork network)
        : m_network(std::move(network))
    {
    }

    Result<Classification> classify(const Image& image, int topK, HeatMapChoice map,
                                    std::optional<int> /*explainClass*/) override
    {
        if (map == HeatMapChoice::GradCam) {
            return Error{ErrorCode::Unsupported, "Grad-CAM",
                         "an exported file has no gradients; it takes the run itself"};
        }
        const auto view = evaluationView(image, preprocessing());
        const auto start = std::chrono::steady_clock::now();
        auto scores = m_network.run(std::span(&view, 1));
        if (!scores) {
            return scores.error();
        }
        Classification result;
        result.milliseconds =
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count();
        const auto rows = at::from_blob(scores->logits.data(),
                                        {1, static_cast<std::int64_t>(scores->logits.size())});
        result.top = mostProbable(at::softmax(rows, 1), topK);
        if (map != HeatMapChoice::None && !scores->attention.empty()) {
            const auto& model = config().model;
            const std::int64_t cells = std::int64_t{model.grid} * model.grid;
            const auto attention =
                at::from_blob(scores->attention.data(), {1, model.attentionHeads, cells});
            result.heatMap = std::move(attentionMaps(attention, model.grid).front());
        }
        return result;
    }

    const std::vector<std::string>& classNames() const override
    {
        return m_network.metadata().classNames;
    }
    const Preprocessing& preprocessing() const override
    {
        return m_network.metadata().preprocessing;
    }
    const RunConfig& config() const override { return m_network.metadata().config; }
    int epoch() const override { return m_network.metadata().epoch; }
    bool offersGradCam() const override { return false; }

private:
    OnnxNetwork m_network;
};

} // namespace

Result<std::unique_ptr<PredictorEngine>> openFileEngine(const std::filesystem::path& file)
{
    auto network = OnnxNetwork::open(file);
    if (!network) {
        return network.error();
    }
    return std::unique_ptr<PredictorEngine>(std::make_unique<FileEngine>(std::move(*network)));
}

} // namespace weft

#include "core/base/process.h"
#include "core/data/transforms.h"
#include "core/inspect/explanation_p.h"
#include "core/inspect/predictor_engine_p.h"
#include "core/store/trained_network_p.h"
#include "core/train/precision_p.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <chrono>
#include <numeric>

namespace weft {

namespace {

at::Tensor toTensor(const Image& image, const Preprocessing& preprocessing)
{
    const auto side = preprocessing.size;
    auto pixels = at::empty({1, 3, side, side}, at::kFloat, at::MemoryFormat::ChannelsLast);
    normalize(evaluationView(image, preprocessing), preprocessing,
              {pixels.data_ptr<float>(), static_cast<std::size_t>(pixels.numel())});
    return pixels;
}

std::optional<HeatMapKind> kindOf(HeatMapChoice choice, Head head)
{
    switch (choice) {
    case HeatMapChoice::None:
        return {};
    case HeatMapChoice::Attention:
        return HeatMapKind::Attention;
    case HeatMapChoice::GradCam:
        return HeatMapKind::GradCam;
    case HeatMapChoice::Default:
        break;
    }
    return defaultHeatMap(head);
}

class RunEngine final : public PredictorEngine
{
public:
    RunEngine(TrainedNetwork network, c10::Device device, int threads)
        : m_network(std::move(network))
        , m_prepared(m_network.model)
        , m_device(device)
        , m_threads(threads)
    {
    }

    Result<Classification> classify(const Image& image, int topK, HeatMapChoice map,
                                    std::optional<int> explainClass) override
    {
        configureThreads(m_threads); // The calling thread may be another than before.
        const auto pixels = toTensor(image, preprocessing()).to(m_device);
        const auto start = std::chrono::steady_clock::now();
        const PrecisionScope precision(config().train.precision, m_device);
        auto seen = explain(m_prepared, pixels, kindOf(map, config().model.head), explainClass);
        Classification result;
        result.milliseconds =
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count();
        result.top = mostProbable(seen.probabilities, topK);
        if (!seen.heatMaps.empty()) {
            result.heatMap = std::move(seen.heatMaps.front());
        }
        return result;
    }

    const std::vector<std::string>& classNames() const override
    {
        return m_network.run.record().classNames;
    }
    const Preprocessing& preprocessing() const override
    {
        return m_network.run.record().preprocessing;
    }
    const RunConfig& config() const override { return m_network.run.record().config; }
    int epoch() const override { return m_network.epoch; }
    bool offersGradCam() const override { return true; }

private:
    TrainedNetwork m_network;
    PreparedNetwork m_prepared;
    c10::Device m_device;
    int m_threads;
};

} // namespace

Result<std::unique_ptr<PredictorEngine>> openRunEngine(const std::filesystem::path& run,
                                                       const NetworkChoice& choice, int threads)
{
    const auto device = chooseDevice(Device::Auto);
    if (!device) {
        return device.error();
    }
    auto network = loadTrainedNetwork(run, choice);
    if (!network) {
        return network.error();
    }
    network->model->to(*device);
    return std::unique_ptr<PredictorEngine>(
        std::make_unique<RunEngine>(std::move(*network), *device, threads));
}

std::vector<ClassProbability> mostProbable(const at::Tensor& probabilities, int count)
{
    const auto row = probabilities.contiguous();
    const float* values = row.data_ptr<float>();
    std::vector<int> order(static_cast<std::size_t>(row.size(1)));
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, [&](int a, int b) { return values[a] > values[b]; });
    order.resize(std::min(order.size(), static_cast<std::size_t>(std::max(count, 0))));
    std::vector<ClassProbability> top;
    for (const int index : order) {
        top.push_back({index, values[index]});
    }
    return top;
}

} // namespace weft

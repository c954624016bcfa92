#include "core/inspect/predictor.h"

#include "core/base/process.h"
#include "core/data/transforms.h"
#include "core/inspect/explanation_p.h"
#include "core/store/trained_network_p.h"
#include "core/train/precision_p.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <numeric>

namespace weft {

struct Predictor::State
{
    TrainedNetwork network;
    PreparedNetwork prepared;
    c10::Device device;
    int threads;
};

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

/// probabilities: [1, K].
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

} // namespace

Predictor::Predictor(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

Predictor::~Predictor() = default;
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor& Predictor::operator=(Predictor&&) noexcept = default;

Result<Predictor> Predictor::open(const std::filesystem::path& run, CheckpointKind checkpoint,
                                  int threads)
{
    try {
        const auto device = chooseDevice(Device::Auto);
        if (!device) {
            return device.error();
        }
        auto network = loadTrainedNetwork(run, checkpoint);
        if (!network) {
            return network.error();
        }
        network->model->to(*device);
        PreparedNetwork prepared(network->model);
        return Predictor(std::make_unique<State>(
            State{std::move(*network), std::move(prepared), *device, threads}));
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, run.string(), "the memory does not suffice"};
    } catch (const std::exception& exception) {
        return Error{ErrorCode::Internal, run.string(), exception.what()};
    }
}

Result<Classification> Predictor::classify(const Image& image, int topK, HeatMapChoice map,
                                           std::optional<int> explainClass)
{
    const auto refuse = [](const char* reason) {
        return Error{ErrorCode::InvalidArgument, {}, reason};
    };
    if (image.empty()) {
        return refuse("the image is empty");
    }
    const auto& model = m_state->network.model;
    if (explainClass && (*explainClass < 0 || *explainClass >= model->classes())) {
        return refuse("the network has no such class");
    }
    try {
        configureThreads(m_state->threads); // The calling thread may be another than before.
        const auto pixels = toTensor(image, preprocessing()).to(m_state->device);
        const auto start = std::chrono::steady_clock::now();
        const PrecisionScope precision(config().train.precision, m_state->device);
        auto seen =
            explain(m_state->prepared, pixels, kindOf(map, config().model.head), explainClass);
        Classification result;
        result.milliseconds =
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count();
        result.top = mostProbable(seen.probabilities, topK);
        if (!seen.heatMaps.empty()) {
            result.heatMap = std::move(seen.heatMaps.front());
        }
        return result;
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, {}, "the memory does not suffice"};
    } catch (const std::exception& exception) {
        return Error{ErrorCode::Internal, {}, exception.what()};
    }
}

const std::vector<std::string>& Predictor::classNames() const
{
    return m_state->network.run.record().classNames;
}

const Preprocessing& Predictor::preprocessing() const
{
    return m_state->network.run.record().preprocessing;
}

const RunConfig& Predictor::config() const
{
    return m_state->network.run.record().config;
}

int Predictor::epoch() const
{
    return m_state->network.epoch;
}

} // namespace weft

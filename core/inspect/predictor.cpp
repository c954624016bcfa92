#include "core/inspect/predictor.h"

#include "core/inspect/predictor_engine_p.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <exception>
#include <new>
#include <system_error>

namespace weft {

namespace fs = std::filesystem;

struct Predictor::State
{
    std::unique_ptr<PredictorEngine> engine;
};

namespace {

Error fromException(const std::string& subject, const std::exception& exception)
{
    if (dynamic_cast<const std::bad_alloc*>(&exception)) {
        return {ErrorCode::OutOfMemory, subject, "the memory does not suffice"};
    }
    return {ErrorCode::Internal, subject, exception.what()};
}

} // namespace

bool isExportedNetwork(const fs::path& path)
{
    auto ending = path.extension().string();
    std::ranges::transform(ending, ending.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    std::error_code ignored;
    return ending == ".onnx" && !fs::is_directory(path, ignored);
}

Predictor::Predictor(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

Predictor::~Predictor() = default;
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor& Predictor::operator=(Predictor&&) noexcept = default;

Result<Predictor> Predictor::open(const fs::path& network, const NetworkChoice& choice, int threads)
{
    try {
        auto engine = isExportedNetwork(network) ? openFileEngine(network)
                                                 : openRunEngine(network, choice, threads);
        if (!engine) {
            return engine.error();
        }
        return Predictor(std::make_unique<State>(State{std::move(*engine)}));
    } catch (const std::exception& exception) {
        return fromException(network.string(), exception);
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
    if (explainClass &&
        (*explainClass < 0 || static_cast<std::size_t>(*explainClass) >= classNames().size())) {
        return refuse("the network has no such class");
    }
    try {
        auto seen = m_state->engine->classify(image, topK, map, explainClass);
        if (seen && !std::ranges::all_of(seen->top, [](const ClassProbability& said) {
                return std::isfinite(said.probability);
            })) {
            return Error{ErrorCode::NotFinite, {}, "the network's scores are not numbers"};
        }
        return seen;
    } catch (const std::exception& exception) {
        return fromException({}, exception);
    }
}

const std::vector<std::string>& Predictor::classNames() const
{
    return m_state->engine->classNames();
}

const Preprocessing& Predictor::preprocessing() const
{
    return m_state->engine->preprocessing();
}

const RunConfig& Predictor::config() const
{
    return m_state->engine->config();
}

int Predictor::epoch() const
{
    return m_state->engine->epoch();
}

bool Predictor::offersGradCam() const
{
    return m_state->engine->offersGradCam();
}

} // namespace weft

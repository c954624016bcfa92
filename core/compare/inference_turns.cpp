#include "core/compare/inference_turns.h"

#include "core/base/exceptions_p.h"
#include "core/base/process.h"
#include "core/bench/timing.h"
#include "core/compare/inference_turns_p.h"
#include "core/inference/prepared_network_p.h"
#include "core/store/trained_network_p.h"
#include "core/train/precision_p.h"

#include <ATen/ops/rand.h>

#include <chrono>
#include <exception>

namespace weft {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int many = 32;
constexpr int warmUp = 2;
constexpr int leastRounds = 5;

/// A network at one batch size.
struct Subject
{
    PreparedNetwork network;
    at::Tensor pictures;
    Precision precision;
    double* result;
    std::vector<double> milliseconds{};
};

double timedForward(Subject& subject)
{
    const PrecisionScope precision(subject.precision, c10::kCPU);
    const auto before = Clock::now();
    [[maybe_unused]] const auto output = subject.network.forward(subject.pictures);
    return std::chrono::duration<double, std::milli>(Clock::now() - before).count();
}

std::vector<Subject> subjectsOf(const std::vector<TimedNetwork>& networks,
                                std::vector<InferenceTime>& times)
{
    std::vector<Subject> subjects;
    for (std::size_t i = 0; i < networks.size(); ++i) {
        const auto& [model, size, precision] = networks[i];
        const std::int64_t side = size;
        subjects.push_back({PreparedNetwork(model, PreparedFor::Few), at::rand({1, 3, side, side}),
                            precision, &times[i].oneMs});
        subjects.push_back({PreparedNetwork(model, PreparedFor::Many),
                            at::rand({many, 3, side, side}), precision, &times[i].manyMs});
    }
    return subjects;
}

} // namespace

Result<std::vector<InferenceTime>> inferenceInTurns(const std::vector<TimedNetwork>& networks,
                                                    double seconds, const std::stop_token& stop)
{
    std::vector<InferenceTime> times(networks.size());
    auto subjects = subjectsOf(networks, times);
    if (subjects.empty()) {
        return times;
    }
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    for (int round = 0; round < warmUp + leastRounds || Clock::now() < end; ++round) {
        for (auto& subject : subjects) {
            if (stop.stop_requested()) {
                return Error{ErrorCode::Cancelled, {}, "the timing was stopped"};
            }
            const double taken = timedForward(subject);
            if (round >= warmUp) {
                subject.milliseconds.push_back(taken);
            }
        }
    }
    for (auto& subject : subjects) {
        *subject.result = summarize(std::move(subject.milliseconds)).medianMs;
    }
    return times;
}

Result<std::vector<InferenceTime>> inferenceInTurns(const std::vector<std::filesystem::path>& runs,
                                                    double seconds, const std::stop_token& stop)
{
    try {
        configureThreads(0);
        std::vector<TimedNetwork> networks;
        for (const auto& run : runs) {
            if (run.empty()) {
                continue;
            }
            const auto trained = loadTrainedNetwork(run, CheckpointKind::Best);
            if (!trained) {
                return trained.error();
            }
            const auto& record = trained->run.record();
            networks.push_back(
                {trained->model, record.preprocessing.size, record.config.train.precision});
        }
        const auto timed = inferenceInTurns(networks, seconds, stop);
        if (!timed) {
            return timed.error();
        }
        std::vector<InferenceTime> times;
        auto next = timed->begin();
        for (const auto& run : runs) {
            times.push_back(run.empty() ? InferenceTime{} : *next++);
        }
        return times;
    } catch (const std::exception&) {
        return errorFromException();
    }
}

} // namespace weft

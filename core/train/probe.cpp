#include "core/train/probe.h"

#include "core/base/exceptions_p.h"
#include "core/base/process.h"
#include "core/config/absolute_paths.h"
#include "core/config/training_phase.h"
#include "core/data/batch_loader.h"
#include "core/data/preprocessing.h"
#include "core/train/evaluator_p.h"
#include "core/train/lr_schedule.h"
#include "core/train/new_run_p.h"
#include "core/train/precision_p.h"
#include "core/train/rank_measurement_p.h"
#include "core/train/rank_training_p.h"
#include "core/train/run_data.h"
#include "core/train/run_network_p.h"
#include "core/train/teacher_p.h"
#include "core/train/training_clock.h"
#include "core/train/training_step_p.h"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <optional>
#include <system_error>
#include <tuple>
#include <utility>

namespace weft {

namespace {

constexpr std::size_t warmUpSteps = 1; ///< The first builds oneDNN's primitives and grows the heap.
constexpr std::size_t timedSteps = 6;
constexpr double enoughSeconds = 5;
constexpr int exchangeRounds = 7;

/// The first images of a data set, at most count.
DatasetPtr someOf(const DatasetPtr& dataset, std::size_t count)
{
    std::vector<std::size_t> indices(std::min(count, dataset->size()));
    std::iota(indices.begin(), indices.end(), 0);
    return std::make_shared<DatasetSubset>(dataset, std::move(indices));
}

/// Whom the steps ask; null where they ask nobody, or only once in the whole run.
Result<std::shared_ptr<Teacher>> askedTeacher(const RunConfig& config, const DataSource& data,
                                              const Preprocessing& preprocessing,
                                              c10::Device device)
{
    const auto& train = config.train;
    if (train.teacher.empty() || train.distillation == 0 || !imagesVary(config) ||
        train.freeze == Freeze::Backbone) {
        return std::shared_ptr<Teacher>();
    }
    return Teacher::open(train.teacher, {data.classNames, preprocessing, train.precision, device});
}

/// What a few steps came to.
struct TimedSteps
{
    double imagesPerSecond = 0;
    double stepSeconds = 0;
    double waitSeconds = 0;
};

/// The gradients' exchange alone, by the median of some rounds.
double exchangeAlone(RankTraining& ranks)
{
    std::vector<double> seconds;
    for (int round = 0; round < exchangeRounds; ++round) {
        const TrainingClock clock;
        ranks.begin({}, true);
        (void)ranks.finish();
        seconds.push_back(clock.seconds());
    }
    std::ranges::sort(seconds);
    return seconds[seconds.size() / 2];
}

/// Who takes the steps: this process, or several.
struct StepMakers
{
    Classifier& model;
    Teacher* teacher;    ///< Or null.
    RankTraining* ranks; ///< Or null.
};

/// One step; the images of all ranks.
Result<std::size_t> timedStep(const StepMakers& makers, Optimizer& optimizer, Batch batch,
                              const RunConfig& config, int size, c10::Device device)
{
    // A real step at a rate that changes nothing: the network is thrown away, but must stay finite.
    const ScheduledRates rates{0, {}};
    StepPart part;
    part.ranks = makers.ranks;
    if (batch.count == 0 && makers.ranks == nullptr) {
        return std::size_t{0};
    }
    if (makers.teacher != nullptr && batch.count > 0) {
        part.teacher = makers.teacher->logits(batchPixels(batch, size, device));
    }
    const auto done =
        trainOnBatch(makers.model, optimizer, batch, size, device, config.train, rates, part);
    return done ? Result<std::size_t>(static_cast<std::size_t>(done->images)) : done.error();
}

Result<TimedSteps> timeTraining(const StepMakers& makers, const RunConfig& config,
                                const DatasetPtr& images, const Preprocessing& preprocessing,
                                c10::Device device, std::stop_token stop,
                                const ProgressCallback& report)
{
    auto* const ranks = makers.ranks;
    const auto batchSize = stepBatch(config.train);
    BatchLoader loader(someOf(images, batchSize * (warmUpSteps + timedSteps)), preprocessing,
                       {.batch = batchSize,
                        .augment = config.data.augment,
                        .further = augmentationOf(config.data),
                        .dropLast = true,
                        .share = ranks == nullptr ? Share{} : ranks->group().share(),
                        .threads = config.data.workers});
    Optimizer optimizer(*makers.model, config.train);
    TrainingClock clock;
    std::size_t timed = 0, steps = 0;
    double waitedBefore = 0;
    for (std::size_t step = 0; step < loader.batches(); ++step) {
        const bool stopped = stop.stop_requested();
        const bool enough = step > warmUpSteps && clock.seconds() > enoughSeconds;
        if (ranks != nullptr) {
            ranks->setWishes({.stop = stopped || enough}); // All end after the same step.
        } else if (stopped || enough) {
            break;
        }
        if (step <= warmUpSteps) {
            clock = TrainingClock();
            timed = steps = 0;
            waitedBefore = ranks == nullptr ? 0 : ranks->buckets().waitedSeconds();
        }
        auto batch = loader.next();
        const auto seen = timedStep(makers, optimizer, batch ? std::move(*batch) : Batch{}, config,
                                    preprocessing.size, device);
        if (!seen) {
            return seen.error();
        }
        timed += *seen;
        ++steps;
        if (report) {
            report({step + 1, loader.batches()});
        }
        if (ranks != nullptr && ranks->wishes().stop) {
            break;
        }
    }
    if (stop.stop_requested()) {
        return Error{ErrorCode::Cancelled, {}, "the probe was stopped"};
    }
    if (timed == 0) {
        return Error{ErrorCode::Unreadable, config.data.source,
                     "the first training images cannot be read"};
    }
    const auto perStep = 1 / static_cast<double>(steps);
    return TimedSteps{
        static_cast<double>(timed) / clock.seconds(), clock.seconds() * perStep,
        ranks == nullptr ? 0 : (ranks->buckets().waitedSeconds() - waitedBefore) * perStep};
}

Result<ProbeReport> probe(const RunConfig& given, const DataSource& data, const RunRanks& ranks,
                          std::stop_token stop, const ProgressCallback& report)
{
    if (auto checked = checkRunData(data); !checked) {
        return checked.error();
    }
    auto config = given;
    const auto device = deviceOf(config, ranks);
    if (!device) {
        return device.error();
    }
    ProbeReport result;
    result.processes = ranks.group() ? ranks.group()->size() : 1;
    result.threads =
        configureThreads(config.train.threads > 0 ? config.train.threads : ranks.coreShare());
    if (ranks.group() && config.data.workers == 0) {
        config.data.workers = ranks.coreShare();
    }
    const auto preprocessing = makePreprocessing(config.data, *data.train, stop);
    if (!preprocessing) {
        return preprocessing.error();
    }
    Classifier model(config.model, static_cast<int>(data.classNames.size()));
    model->to(*device);
    prepareBackbone(model, config.train);
    model->train();
    const auto teacher = askedTeacher(config, data, *preprocessing, *device);
    if (!teacher) {
        return teacher.error();
    }
    std::optional<RankTraining> training;
    if (ranks.group()) {
        training.emplace(ranks.group(), model, config.train.syncNorms);
    }
    const auto steps = timeTraining({model, teacher->get(), training ? &*training : nullptr},
                                    config, data.train, *preprocessing, *device, stop, report);
    if (!steps) {
        return steps.error();
    }
    if (training) {
        result.exchangeSeconds = exchangeAlone(*training);
        result.exchangedBytes = training->buckets().bytesPerStep();
    }
    const EvaluationOptions options{.loaderThreads = config.data.workers, .device = *device};
    const auto sample = someOf(data.validation, static_cast<std::size_t>(options.batch));
    const PrecisionScope precision(config.train.precision, *device);
    const TrainingClock clock;
    if (const auto seen = evaluate(model, sample, *preprocessing, options, stop); !seen) {
        return seen.error();
    }
    // Each process validates its share.
    const double validationRate =
        static_cast<double>(sample->size()) / clock.seconds() * result.processes;
    result.imagesPerSecond = steps->imagesPerSecond;
    result.stepSeconds = steps->stepSeconds;
    result.waitSeconds = steps->waitSeconds;
    result.secondsPerEpoch = static_cast<double>(data.train->size()) / result.imagesPerSecond +
                             static_cast<double>(data.validation->size()) / validationRate;
    // The allocator keeps what was freed, so that this is the peak as well.
    result.peakBytes = residentMemoryBytes();
    if (ranks.group()) {
        const auto all = ranks.group()->exchange("memory", std::to_string(result.peakBytes));
        if (!all) {
            return all.error();
        }
        result.peakBytes = 0;
        for (const auto& bytes : *all) {
            result.peakBytes += std::stoull(bytes);
        }
    }
    return result;
}

/// As it is measured: where the backbone is frozen at first, the epochs that train it.
RunConfig measuredConfig(const RunConfig& config)
{
    auto measured = config;
    if (backboneThaws(config.train)) {
        measured.train.freeze = Freeze::None;
    }
    return measured;
}

} // namespace

Result<RunSummary> serveMeasurement(const RankJob& job, const std::shared_ptr<RankGroup>& group,
                                    RunControl& control)
{
    const auto ranks = RunRanks::gather({.group = group}, 1, control);
    const auto measure = [&]() -> Result<ProbeReport> {
        try {
            if (auto agreed = ranks->agreeOnJob({}); !agreed) {
                return agreed.error();
            }
            const auto data = openRunData(job.config, control.stopToken());
            if (auto agreed = ranks->agree("data", data ? Result<void>() : data.error()); !agreed) {
                return agreed.error();
            }
            return probe(job.config, *data, *ranks, control.stopToken(), {});
        } catch (const GroupEnded& end) {
            return Error{ErrorCode::RankLost, {}, end.what()};
        } catch (...) {
            return errorFromException();
        }
    };
    const auto measured = measure();
    ranks->conclude(measured ? std::nullopt : std::optional(measured.error()));
    return measured ? Result<RunSummary>(RunSummary{}) : measured.error();
}

Result<ProbeReport> probeRun(const RunConfig& config, const DataSource& data, std::stop_token stop,
                             const ProgressCallback& report, const RankRequest& request)
{
    RunControl control;
    const std::stop_callback stopping(stop, [&] { control.stop(); });
    auto measured = measuredConfig(config);
    measured.data.source = absoluteSource(data.location);
    const auto ranks = RunRanks::gather(request, config.train.processes, control);
    if (!ranks) {
        return ranks.error();
    }
    const auto measure = [&]() -> Result<ProbeReport> {
        try {
            const RankJob job{.work = RankJob::Work::Measure, .config = measured};
            if (auto agreed = ranks->agreeOnJob(toText(job)); !agreed) {
                return agreed.error();
            }
            if (auto agreed = ranks->agree("data", {}); !agreed) {
                return agreed.error();
            }
            return probe(measured, data, *ranks, std::move(stop), report);
        } catch (const GroupEnded& end) {
            return Error{ErrorCode::RankLost, {}, end.what()};
        } catch (...) {
            return errorFromException();
        }
    };
    auto result = measure();
    ranks->conclude(result ? std::nullopt : std::optional(result.error()));
    return result;
}

Result<std::vector<ProbeReport>> probeProcesses(const RunConfig& config, const DataSource& data,
                                                const RankRequest& ranks, std::stop_token stop,
                                                const ProgressCallback& report)
{
    const int cores = availableCores();
    std::error_code unknown;
    const bool several = std::filesystem::exists(ranks.program, unknown);
    std::vector<std::pair<int, int>> ways; // Processes, and the threads of each.
    for (int processes = 1; processes <= (several ? cores : 1); processes *= 2) {
        ways.emplace_back(processes, cores / processes);
    }
    const int configured = std::max(1, config.train.processes);
    const int threads =
        config.train.threads > 0 ? config.train.threads : std::max(1, cores / configured);
    if (const std::pair own(configured, threads);
        (several || configured == 1) && std::ranges::find(ways, own) == ways.end()) {
        ways.push_back(own);
    }
    std::vector<ProbeReport> reports;
    for (std::size_t i = 0; i < ways.size(); ++i) {
        auto way = config;
        std::tie(way.train.processes, way.train.threads) = ways[i];
        const auto reportWay = [&](const Progress& progress) {
            if (report) {
                report({i * progress.total + progress.done, ways.size() * progress.total});
            }
        };
        auto measured = probeRun(way, data, stop, reportWay, ranks);
        if (measured) {
            measured->wholeMachine = way.train.threads == std::max(1, cores / way.train.processes);
            reports.push_back(*measured);
        } else if (const auto code = measured.error().code;
                   reports.empty() ||
                   (code != ErrorCode::OutOfMemory && code != ErrorCode::RankLost)) {
            return measured.error();
        }
    }
    return reports;
}

} // namespace weft

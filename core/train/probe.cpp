#include "core/train/probe.h"

#include "core/base/exceptions_p.h"
#include "core/base/process.h"
#include "core/config/training_phase.h"
#include "core/data/batch_loader.h"
#include "core/data/preprocessing.h"
#include "core/train/evaluator_p.h"
#include "core/train/lr_schedule.h"
#include "core/train/precision_p.h"
#include "core/train/run_data.h"
#include "core/train/run_network_p.h"
#include "core/train/teacher_p.h"
#include "core/train/training_clock.h"
#include "core/train/training_step_p.h"

#include <algorithm>
#include <numeric>

namespace weft {

namespace {

constexpr std::size_t warmUpSteps = 1; ///< The first builds oneDNN's primitives and grows the heap.
constexpr std::size_t timedSteps = 6;
constexpr double enoughSeconds = 5;

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

/// Images a second of a few training steps. teacher may be null.
Result<double> timeTraining(Classifier& model, Teacher* teacher, const RunConfig& config,
                            const DatasetPtr& images, const Preprocessing& preprocessing,
                            c10::Device device, std::stop_token stop,
                            const ProgressCallback& report)
{
    const auto batchSize = static_cast<std::size_t>(config.train.batch);
    BatchLoader loader(someOf(images, batchSize * (warmUpSteps + timedSteps)), preprocessing,
                       {.batch = batchSize,
                        .augment = config.data.augment,
                        .further = augmentationOf(config.data),
                        .dropLast = true,
                        .threads = config.data.workers});
    Optimizer optimizer(*model, config.train);
    // A real step at a rate that changes nothing: the network is thrown away, but must stay finite.
    const ScheduledRates rates{0, {}};
    TrainingClock clock;
    std::size_t timed = 0;
    for (std::size_t step = 0; step < loader.batches(); ++step) {
        if (stop.stop_requested()) {
            return Error{ErrorCode::Cancelled, {}, "the probe was stopped"};
        }
        if (step <= warmUpSteps) {
            clock = TrainingClock();
            timed = 0;
        }
        auto batch = loader.next();
        if (batch && batch->count > 0) {
            StepPart part;
            if (teacher != nullptr) {
                part.teacher = teacher->logits(batchPixels(*batch, preprocessing.size, device));
            }
            auto done = trainOnBatch(model, optimizer, *batch, preprocessing.size, device,
                                     config.train, rates, part);
            if (!done) {
                return done.error();
            }
            timed += batch->count;
        }
        if (report) {
            report({step + 1, loader.batches()});
        }
        if (step >= warmUpSteps && clock.seconds() > enoughSeconds) {
            break;
        }
    }
    if (timed == 0) {
        return Error{ErrorCode::Unreadable, config.data.source,
                     "the first training images cannot be read"};
    }
    return static_cast<double>(timed) / clock.seconds();
}

Result<ProbeReport> probe(const RunConfig& config, const DataSource& data, std::stop_token stop,
                          const ProgressCallback& report)
{
    if (auto checked = checkRunData(data); !checked) {
        return checked.error();
    }
    const auto device = chooseDevice(config.train.device);
    if (!device) {
        return device.error();
    }
    ProbeReport result;
    result.threads = configureThreads(config.train.threads);
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
    const auto rate = timeTraining(model, teacher->get(), config, data.train, *preprocessing,
                                   *device, stop, report);
    if (!rate) {
        return rate.error();
    }
    const EvaluationOptions options{.loaderThreads = config.data.workers, .device = *device};
    const auto sample = someOf(data.validation, static_cast<std::size_t>(options.batch));
    const PrecisionScope precision(config.train.precision, *device);
    const TrainingClock clock;
    if (const auto seen = evaluate(model, sample, *preprocessing, options, stop); !seen) {
        return seen.error();
    }
    const double validationRate = static_cast<double>(sample->size()) / clock.seconds();
    result.imagesPerSecond = *rate;
    result.secondsPerEpoch = static_cast<double>(data.train->size()) / *rate +
                             static_cast<double>(data.validation->size()) / validationRate;
    // The allocator keeps what was freed, so that this is the peak as well.
    result.peakBytes = residentMemoryBytes();
    return result;
}

} // namespace

Result<ProbeReport> probeRun(const RunConfig& config, const DataSource& data, std::stop_token stop,
                             const ProgressCallback& report)
{
    try {
        auto measured = config;
        if (backboneThaws(config.train)) {
            measured.train.freeze = Freeze::None;
        }
        return probe(measured, data, std::move(stop), report);
    } catch (...) {
        return errorFromException();
    }
}

} // namespace weft

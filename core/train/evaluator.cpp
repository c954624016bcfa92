#include "core/train/evaluator.h"

#include "core/base/process.h"
#include "core/store/trained_network_p.h"
#include "core/train/evaluator_p.h"
#include "core/train/images_to_measure.h"
#include "core/train/precision_p.h"

#include <exception>

namespace weft {

Result<Evaluation> evaluateRun(const std::filesystem::path& run,
                               const std::optional<std::string>& source,
                               const NetworkChoice& choice, std::stop_token stop,
                               const ProgressCallback& report)
{
    try {
        auto network = loadTrainedNetwork(run, choice);
        if (!network) {
            return network.error();
        }
        const auto& record = network->run.record();
        const auto images = imagesToMeasure(record, source, stop);
        if (!images) {
            return images.error();
        }
        const auto device = chooseDevice(Device::Auto); // Not the run's: it may not be here.
        if (!device) {
            return device.error();
        }
        configureThreads(record.config.train.threads);
        network->model->to(*device);
        const PrecisionScope precision(record.config.train.precision, *device);
        EvaluationOptions options;
        options.batch = record.config.train.batch;
        options.device = *device;
        return evaluate(network->model, *images, record.preprocessing, options, stop, report);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, run.string(), "the memory does not suffice"};
    } catch (const std::exception& exception) {
        return Error{ErrorCode::Internal, run.string(), exception.what()};
    }
}

} // namespace weft

#include "core/compare/run_inputs.h"

#include "core/store/first_weights_p.h"
#include "core/train/teacher.h"

namespace weft {

namespace {

Error changed(const std::string& file, const std::string& what)
{
    return {ErrorCode::InvalidArgument, file,
            what + " changed since the comparison began, so that its runs cannot be compared; "
                   "begin another one under another title"};
}

/// All that can be told where the seeds split the images in different ways.
bool sameSet(const RunRecord& one, const RunRecord& other)
{
    return one.classNames == other.classNames &&
           one.trainImages + one.validationImages == other.trainImages + other.validationImages;
}

} // namespace

Result<void> checkRunFiles(const RunConfig& config, const std::vector<std::string>& classNames)
{
    const auto& weights = config.model.weights;
    const auto& teacher = config.train.teacher;
    if (!weights.empty()) {
        const auto read =
            readFirstWeights(weights, config.model, static_cast<int>(classNames.size()));
        if (!read) {
            return read.error();
        }
    }
    if (teacher.empty()) {
        return {};
    }
    auto fits = checkTeacher(teacher, classNames, config.data.size);
    return fits ? checkTeacherWeights(teacher) : fits;
}

Result<void> checkSameInputs(const RunRecord& earlier, const RunRecord& later, bool sameSeed,
                             bool sameNetwork)
{
    const auto& config = later.config;
    if (!sameSet(earlier, later) ||
        (sameSeed && earlier.dataFingerprint != later.dataFingerprint)) {
        return changed(config.data.source, "the images have");
    }
    if (sameNetwork && earlier.weightsFingerprint != later.weightsFingerprint) {
        return changed(config.model.weights, "the first weights have");
    }
    if (earlier.teacher && later.teacher && earlier.config.train.teacher == config.train.teacher &&
        earlier.teacher->fingerprint != later.teacher->fingerprint) {
        return changed(config.train.teacher, "the teacher has");
    }
    return {};
}

} // namespace weft

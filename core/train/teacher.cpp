#include "core/train/teacher.h"

#include "core/base/exceptions_p.h"
#include "core/store/module_state_p.h"
#include "core/store/weights_fingerprint_p.h"
#include "core/train/evaluator_p.h"
#include "core/train/precision_p.h"
#include "core/train/teacher_p.h"
#include "core/train/teacher_source_p.h"

#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <exception>
#include <utility>

namespace weft {

namespace fs = std::filesystem;

namespace {

Result<void> checkClasses(const std::string& from, const std::vector<std::string>& own,
                          const std::vector<std::string>& wanted)
{
    if (own.size() != wanted.size()) {
        return Error{ErrorCode::InvalidArgument, from,
                     "the teacher tells " + std::to_string(own.size()) +
                         " classes apart, and the images have " + std::to_string(wanted.size())};
    }
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (own[i] != wanted[i]) {
            return Error{ErrorCode::InvalidArgument, from,
                         "the teacher's class " + std::to_string(i + 1) + " is \"" + own[i] +
                             "\", and the images' is \"" + wanted[i] + "\""};
        }
    }
    return {};
}

Result<void> checkFit(const TeacherSource& source, const std::string& from,
                      const std::vector<std::string>& classNames, int size)
{
    if (auto checked = checkClasses(from, source.classNames, classNames); !checked) {
        return checked;
    }
    const int own = source.preprocessing.size;
    if (own != size) {
        return Error{ErrorCode::InvalidArgument, from,
                     "the teacher has learnt from images of " + std::to_string(own) +
                         " px, and this run shows " + std::to_string(size) +
                         " px; choose the same data.size"};
    }
    return {};
}

/// The teacher's network with its weights.
Result<Classifier> filledNetwork(const TeacherSource& source, const std::string& from,
                                 const TensorMap& weights)
{
    Classifier model(source.model, static_cast<int>(source.classNames.size()));
    if (auto loaded = loadModuleState(*model, weights); !loaded) {
        return Error{loaded.error().code, from,
                     "it does not hold the weights of its network: " + toString(loaded.error())};
    }
    return model;
}

at::Tensor byChannel(std::array<float, 3> values, c10::Device device)
{
    return at::tensor(std::vector<float>(values.begin(), values.end()))
        .view({1, 3, 1, 1})
        .to(device);
}

} // namespace

Result<void> checkTeacher(const fs::path& from, const std::vector<std::string>& classNames,
                          int size)
{
    const auto source = findTeacher(from);
    return source ? checkFit(*source, from.string(), classNames, size) : source.error();
}

Result<void> checkTeacherWeights(const fs::path& from)
{
    try {
        const auto source = findTeacher(from);
        if (!source) {
            return source.error();
        }
        const auto weights = readTeacherWeights(*source);
        if (!weights) {
            return weights.error();
        }
        const auto filled = filledNetwork(*source, from.string(), *weights);
        return filled ? Result<void>() : filled.error();
    } catch (const std::exception&) {
        return errorFromException(from.string());
    }
}

Result<std::shared_ptr<Teacher>> Teacher::open(const fs::path& from, const TeacherTask& task)
{
    const auto source = findTeacher(from);
    if (!source) {
        return source.error();
    }
    if (auto checked = checkFit(*source, from.string(), task.classNames, task.preprocessing.size);
        !checked) {
        return checked.error();
    }
    const auto weights = readTeacherWeights(*source);
    if (!weights) {
        return weights.error();
    }
    const auto filled = filledNetwork(*source, from.string(), *weights);
    if (!filled) {
        return filled.error();
    }
    Classifier model = *filled;
    model->to(task.device);
    model->eval();
    std::shared_ptr<Teacher> teacher(new Teacher(std::move(model), task, source->preprocessing));
    teacher->m_fingerprint = weightsFingerprint(*weights);
    teacher->m_dataFingerprint = source->dataFingerprint;
    return teacher;
}

Teacher::Teacher(Classifier model, TeacherTask task, const Preprocessing& own)
    : m_network(model, PreparedFor::Many)
    , m_task(std::move(task))
    , m_own(m_task.preprocessing)
{
    m_own.mean = own.mean;
    m_own.deviation = own.deviation;
    const auto& student = m_task.preprocessing;
    if (student.mean == own.mean && student.deviation == own.deviation) {
        return;
    }
    std::array<float, 3> factor{};
    std::array<float, 3> addition{};
    for (std::size_t i = 0; i < factor.size(); ++i) {
        factor[i] = student.deviation[i] / own.deviation[i];
        addition[i] = (student.mean[i] - own.mean[i]) / own.deviation[i];
    }
    m_factor = byChannel(factor, m_task.device);
    m_addition = byChannel(addition, m_task.device);
}

at::Tensor Teacher::logits(const at::Tensor& pixels)
{
    const c10::NoGradGuard noGradients;
    const auto seen = m_factor.defined() ? pixels * m_factor + m_addition : pixels;
    const PrecisionScope precision(m_task.precision, m_task.device);
    return m_network.forward(seen).logits.to(at::kFloat);
}

Result<double> Teacher::accuracy(const DatasetPtr& images, int loaderThreads, std::stop_token stop)
{
    const PrecisionScope precision(m_task.precision, m_task.device);
    EvaluationOptions options;
    options.loaderThreads = loaderThreads;
    options.device = m_task.device;
    const auto evaluation = evaluate(m_network.model(), images, m_own, options, std::move(stop));
    return evaluation ? Result<double>(evaluation->top1) : evaluation.error();
}

} // namespace weft

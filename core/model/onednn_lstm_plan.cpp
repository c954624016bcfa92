#include "core/model/onednn_lstm_plan_p.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/flip.h>
#include <ATen/Parallel.h>

#include <algorithm>

namespace weft {

namespace {

/// Fewer images make a task's products too thin to be worth a thread.
constexpr std::int64_t leastImagesOfTask = 8;

/// The primitive reads from the end, so that the forward direction's tensors are turned round on
/// their way in and out.
at::Tensor inOrderOfReading(const at::Tensor& steps, std::size_t direction)
{
    return (direction == 0 ? steps.flip(0) : steps).contiguous(); // flip() keeps the strides.
}

void addTo(at::Tensor& sum, const at::Tensor& part)
{
    if (sum.defined()) {
        sum += part;
    } else {
        sum = part;
    }
}

} // namespace

LstmPlan::LstmPlan(const LstmShape& shape, int threads, bool training)
    : m_shape(shape)
{
    const auto parts =
        std::clamp<std::int64_t>(shape.batch / leastImagesOfTask, 1, std::max(1, threads / 2));
    for (std::size_t direction = 0; direction < 2; ++direction) {
        for (std::int64_t i = 0; i < parts; ++i) {
            const auto first = shape.batch * i / parts;
            const auto images = shape.batch * (i + 1) / parts - first;
            const auto like = std::ranges::find_if(
                m_tasks, [&](const Task& task) { return task.images == images; });
            auto part = shape;
            part.batch = images;
            m_tasks.push_back({direction, first, images,
                               like != m_tasks.end()
                                   ? like->primitives
                                   : std::make_shared<const LstmPrimitives>(part, training)});
        }
    }
}

template <typename Work>
void LstmPlan::runTasks(const Work& work) const
{
    at::parallel_for(
        0, static_cast<std::int64_t>(m_tasks.size()), 1, [&](std::int64_t begin, std::int64_t end) {
            const at::NoGradGuard noGradients; // Modes do not reach other threads.
            for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
                work(i, m_tasks[i]);
            }
        });
}

LstmTensors LstmPlan::inputsOf(const Task& task, const at::Tensor& sequence,
                               const BiLstmWeights& weights) const
{
    const auto& own = weights[task.direction];
    return {inOrderOfReading(sequence.narrow(1, task.first, task.images), task.direction),
            own.ih.contiguous(), own.hh.contiguous(), own.bias.contiguous()};
}

LstmPlan::TaskResults LstmPlan::forward(const at::Tensor& sequence,
                                        const BiLstmWeights& weights) const
{
    TaskResults results(m_tasks.size());
    runTasks([&](std::size_t i, const Task& task) {
        results[i] = task.primitives->forward(inputsOf(task, sequence, weights));
    });
    return results;
}

at::Tensor LstmPlan::joinOutputs(const TaskResults& results) const
{
    std::array<std::vector<at::Tensor>, 2> parts;
    for (std::size_t i = 0; i < results.size(); ++i) {
        parts[m_tasks[i].direction].push_back(results[i].output);
    }
    const auto joined = [](const std::vector<at::Tensor>& outputs) {
        return outputs.size() == 1 ? outputs[0] : at::cat(outputs, 1);
    };
    return at::cat({inOrderOfReading(joined(parts[0]), 0), joined(parts[1])}, 2);
}

LstmPlan::Gradients LstmPlan::backward(const at::Tensor& sequence, const BiLstmWeights& weights,
                                       const TaskResults& results,
                                       const at::Tensor& outputGradient) const
{
    std::vector<LstmTensors> parts(m_tasks.size());
    runTasks([&](std::size_t i, const Task& task) {
        const auto width = m_shape.hidden;
        const auto own = outputGradient.narrow(1, task.first, task.images)
                             .narrow(2, static_cast<std::int64_t>(task.direction) * width, width);
        parts[i] = task.primitives->backward(inputsOf(task, sequence, weights), results[i],
                                             inOrderOfReading(own, task.direction));
    });
    Gradients sum;
    std::array<std::vector<at::Tensor>, 2> sequences;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto direction = m_tasks[i].direction;
        sequences[direction].push_back(parts[i].sequence);
        addTo(sum.weights[direction].ih, parts[i].weightIh);
        addTo(sum.weights[direction].hh, parts[i].weightHh);
        addTo(sum.weights[direction].bias, parts[i].bias);
    }
    sum.sequence = inOrderOfReading(at::cat(sequences[0], 1), 0);
    sum.sequence += at::cat(sequences[1], 1);
    return sum;
}

} // namespace weft

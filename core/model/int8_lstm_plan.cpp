#include "core/model/int8_lstm_plan_p.h"
#include "core/model/lstm_gates.h"

#include <ATen/ops/empty.h>
#include <ATen/TensorOperators.h>

#include <algorithm>

namespace weft {

namespace {

std::size_t room(std::int64_t rows, std::int64_t columns)
{
    return static_cast<std::size_t>(rows * columns);
}

} // namespace

Int8LstmPlan::Int8LstmPlan(const LstmShape& shape, int threads)
    : m_shape(shape)
    , m_engine(dnnl::engine::kind::cpu, 0)
    , m_project(m_engine, shape.steps * shape.batch, shape.input, 4 * shape.hidden)
    , m_numbers(room(shape.steps * shape.batch, shape.input))
    , m_rows(room(shape.steps, shape.batch))
{
    for (auto& sums : m_sums) {
        sums.resize(room(shape.steps * shape.batch, 4 * shape.hidden));
    }
    addTasks(threads);
}

void Int8LstmPlan::addTasks(int threads)
{
    const OneThread oneThread;
    const auto width = m_shape.hidden;
    for (const auto& part : lstmParts(m_shape.batch, threads)) {
        const auto images = part.images;
        const auto like = std::ranges::find(m_tasks, images, &Task::images);
        auto step = like != m_tasks.end()
                        ? like->step
                        : std::make_shared<StepProduct>(
                              StepProduct{Int8Product(m_engine, images, width, 4 * width), {}});
        m_tasks.push_back(
            {part, std::move(step), std::vector<std::uint8_t>(room(images, width)),
             std::vector<std::int32_t>(room(images, 4 * width)),
             std::vector<RowScale>(room(images, 1)), std::vector<float>(room(images, 4 * width)),
             std::vector<float>(room(images, width)), std::vector<float>(room(images, width))});
    }
}

at::Tensor Int8LstmPlan::forward(const at::Tensor& sequence, const BiLstmWeights& weights)
{
    const at::NoGradGuard noGradients;
    projectInputs(sequence.contiguous(), weights);
    std::array<at::Tensor, 2> biases;
    for (std::size_t direction = 0; direction < 2; ++direction) {
        biases[direction] = (weights[direction].biasIh + weights[direction].biasHh).contiguous();
    }
    for (const auto& task : m_tasks) {
        task.step->product.pack(weights[task.direction].hh, task.step->hh[task.direction]);
    }
    auto output = at::empty({m_shape.steps, m_shape.batch, 2 * m_shape.hidden}, at::kFloat);
    runLstmParts(m_tasks, [&](std::size_t, Task& task) {
        stepThrough(task, biases[task.direction].data_ptr<float>(), output.data_ptr<float>());
    });
    return output;
}

void Int8LstmPlan::projectInputs(const at::Tensor& sequence, const BiLstmWeights& weights)
{
    const float* values = sequence.data_ptr<float>();
    auto* numbers = m_numbers.data();
    for (auto& row : m_rows) {
        row = quantizeRow(values, m_shape.input, numbers);
        values += m_shape.input;
        numbers += m_shape.input;
    }
    for (std::size_t direction = 0; direction < 2; ++direction) {
        m_project.pack(weights[direction].ih, m_ih[direction]);
        Int8Product::Runner(m_project, m_ih[direction])(m_numbers.data(), m_sums[direction].data());
    }
}

void Int8LstmPlan::stepThrough(Task& task, const float* bias, float* output) const
{
    const auto [direction, first, images] = static_cast<const LstmPart&>(task);
    const auto width = m_shape.hidden;
    Int8Product::Runner recurrent(task.step->product, task.step->hh[direction]);
    std::ranges::fill(task.cells, 0.0F);
    for (std::int64_t place = 0; place < m_shape.steps; ++place) {
        const auto step = direction == 0 ? place : m_shape.steps - 1 - place;
        const auto row = step * m_shape.batch + first;
        for (std::int64_t i = 0; i < images; ++i) {
            const auto* const sums = m_sums[direction].data() + (row + i) * 4 * width;
            dequantizeSums(m_ih[direction].rowOf(sums, m_rows[static_cast<std::size_t>(row + i)]),
                           task.gates.data() + i * 4 * width);
        }
        if (place > 0) {
            addRecurrent(task, recurrent);
        }
        stepForward(
            {.rows = images,
             .hidden = width,
             .gates = task.gates.data(),
             .bias = bias,
             .cellsBefore = task.cells.data(),
             .cells = task.cells.data(),
             .state = task.state.data(),
             .output = output + row * 2 * width + static_cast<std::int64_t>(direction) * width,
             .outputStride = 2 * width});
    }
}

void Int8LstmPlan::addRecurrent(Task& task, Int8Product::Runner& recurrent) const
{
    const auto width = m_shape.hidden;
    auto& rows = task.stateRows;
    for (std::int64_t i = 0; i < task.images; ++i) {
        rows[static_cast<std::size_t>(i)] =
            quantizeRow(task.state.data() + i * width, width, task.stateNumbers.data() + i * width);
    }
    recurrent(task.stateNumbers.data(), task.stateSums.data());
    for (std::int64_t i = 0; i < task.images; ++i) {
        const auto* const sums = task.stateSums.data() + i * 4 * width;
        addDequantizedSums(
            task.step->hh[task.direction].rowOf(sums, rows[static_cast<std::size_t>(i)]),
            task.gates.data() + i * 4 * width);
    }
}

} // namespace weft

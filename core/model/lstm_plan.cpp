#include "core/model/lstm_gates.h"
#include "core/model/lstm_plan_p.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <c10/core/GradMode.h>

#include <algorithm>

namespace weft {

namespace {

using dnnl::memory;

constexpr auto float32 = memory::data_type::f32;

/// The address of a value of any type at an offset counted in values.
void* placeIn(const at::Tensor& tensor, std::int64_t offset)
{
    return static_cast<char*>(tensor.data_ptr()) +
           offset * static_cast<std::int64_t>(tensor.element_size());
}

} // namespace

LstmPlan::LstmPlan(const LstmShape& shape, int threads, bool training)
    : m_shape(shape)
    , m_training(training)
    , m_type(shape.bf16 ? memory::data_type::bf16 : float32)
    , m_scalar(shape.bf16 ? at::kBFloat16 : at::kFloat)
    , m_engine(dnnl::engine::kind::cpu, 0)
    , m_project(m_engine, matrix(shape.steps * shape.batch, shape.input, m_type),
                packedMatrix(shape.input, 4 * shape.hidden, m_type),
                matrix(shape.steps * shape.batch, 4 * shape.hidden, float32))
{
    addTasks(threads);
    if (training) {
        makeBackwardProducts();
    }
}

std::shared_ptr<LstmPlan::StepProducts> LstmPlan::stepProducts(std::int64_t images) const
{
    const OneThread oneThread;
    const auto width = m_shape.hidden;
    const MatMul forward(m_engine, matrix(images, width, m_type),
                         packedMatrix(width, 4 * width, m_type), matrix(images, 4 * width, float32),
                         MatMul::Into::Add);
    auto products = std::make_shared<StepProducts>(StepProducts{forward, {}, {}, {}});
    if (m_training) {
        products->backward.emplace(m_engine, matrix(images, 4 * width, m_type),
                                   packedMatrix(4 * width, width, m_type),
                                   matrix(images, width, float32));
    }
    return products;
}

void LstmPlan::addTasks(int threads)
{
    for (const auto& part : lstmParts(m_shape.batch, threads)) {
        const auto like = std::ranges::find(m_tasks, part.images, &Task::images);
        m_tasks.push_back(
            {part, like != m_tasks.end() ? like->products : stepProducts(part.images)});
    }
}

const memory& LstmPlan::pack(const MatMul& product, const at::Tensor& weights,
                             const memory::desc& plain, Packed& packed)
{
    if (!packed.madeOf.holdsFor(weights)) {
        packed = {WeightMark(weights), product.pack(weights.contiguous().data_ptr(), plain)};
    }
    return packed.memory;
}

LstmPlan::Pass LstmPlan::forward(const at::Tensor& sequence, const BiLstmWeights& weights)
{
    const at::NoGradGuard noGradients;
    const auto [steps, batch, input, hidden, bf16] = m_shape;
    Pass pass;
    pass.sequence = sequence.to(m_scalar).contiguous();
    pass.output = at::empty({steps, batch, 2 * hidden}, m_scalar);
    std::array<at::Tensor, 2> biases;
    for (std::size_t direction = 0; direction < 2; ++direction) {
        const auto& own = weights[direction];
        pass.gates[direction] = at::empty({steps, batch, 4 * hidden}, at::kFloat);
        pass.cells[direction] = at::empty({m_training ? steps : 1, batch, hidden}, at::kFloat);
        biases[direction] = (own.biasIh + own.biasHh).contiguous();
        const auto& ih =
            pack(m_project, own.ih, transposedMatrix(input, 4 * hidden, float32), m_ih[direction]);
        MatMul::Runner(m_project, ih)(pass.sequence.data_ptr(), pass.gates[direction].data_ptr());
    }
    for (const auto& task : m_tasks) {
        pack(task.products->forward, weights[task.direction].hh,
             transposedMatrix(hidden, 4 * hidden, float32), task.products->hh[task.direction]);
    }
    runLstmParts(m_tasks, [&](std::size_t, const Task& task) {
        stepThrough(task, pass, biases[task.direction]);
    });
    return pass;
}

void LstmPlan::stepThrough(const Task& task, const Pass& pass, const at::Tensor& bias) const
{
    const auto [direction, first, images] = static_cast<const LstmPart&>(task);
    const auto width = m_shape.hidden;
    const auto side = static_cast<std::int64_t>(direction) * width;
    MatMul::Runner recurrent(task.products->forward, task.products->hh[direction].memory);
    const auto start = at::zeros({images, width}, at::kFloat);
    const float* cellsBefore = start.data_ptr<float>();
    // Beside the output, whose rows hold both directions: oneDNN's quick products want rows that
    // follow each other.
    const auto state = at::empty({images, width}, m_scalar);
    for (std::int64_t place = 0; place < m_shape.steps; ++place) {
        const auto row = stepAt(direction, place) * m_shape.batch + first;
        auto* const gates = pass.gates[direction].data_ptr<float>() + row * 4 * width;
        auto* const cells =
            pass.cells[direction].data_ptr<float>() + (m_training ? row : first) * width;
        auto* const output = placeIn(pass.output, row * 2 * width + side);
        if (place > 0) {
            recurrent(state.data_ptr(), gates);
        }
        const LstmStep values{.rows = images,
                              .hidden = width,
                              .gates = gates,
                              .bias = bias.data_ptr<float>(),
                              .cellsBefore = cellsBefore,
                              .cells = cells,
                              .state = state.data_ptr(),
                              .output = output,
                              .outputStride = 2 * width};
        m_shape.bf16 ? stepForwardBf16(values) : stepForward(values);
        cellsBefore = cells;
    }
}

void LstmPlan::makeBackwardProducts()
{
    const auto [steps, batch, input, hidden, bf16] = m_shape;
    const auto rows = steps * batch;
    const auto gates = matrix(rows, 4 * hidden, m_type);
    const auto ih = packedMatrix(4 * hidden, input, m_type);
    const auto sequence = matrix(rows, input, float32);
    m_toSequence.emplace(m_engine, gates, ih, sequence);
    m_addToSequence.emplace(m_engine, gates, ih, sequence, MatMul::Into::Add);
    m_toIh.emplace(m_engine, transposedMatrix(4 * hidden, rows, m_type),
                   matrix(rows, input, m_type), matrix(4 * hidden, input, float32));
    const auto rowsBefore = (steps - 1) * batch; // The first step has no state before it.
    if (rowsBefore > 0) {
        m_toHh.emplace(m_engine, transposedMatrix(4 * hidden, rowsBefore, m_type),
                       matrix(rowsBefore, hidden, m_type, 2 * hidden),
                       matrix(4 * hidden, hidden, float32));
    }
}

LstmPlan::Gradients LstmPlan::backward(const Pass& pass, const BiLstmWeights& weights,
                                       const at::Tensor& outputGradient, bool ofSequence)
{
    const at::NoGradGuard noGradients;
    const auto [steps, batch, input, hidden, bf16] = m_shape;
    const auto outside = outputGradient.to(at::kFloat).contiguous();
    std::array<at::Tensor, 2> gateGradients;
    for (std::size_t direction = 0; direction < 2; ++direction) {
        gateGradients[direction] = at::empty({steps, batch, 4 * hidden}, m_scalar);
    }
    for (const auto& task : m_tasks) {
        pack(*task.products->backward, weights[task.direction].hh,
             matrix(4 * hidden, hidden, float32), task.products->hhBack[task.direction]);
    }
    // Each task sums its own, and the sums are added in the tasks' order.
    const auto biasGradients =
        at::zeros({static_cast<std::int64_t>(m_tasks.size()), 4 * hidden}, at::kFloat);
    runLstmParts(m_tasks, [&](std::size_t i, const Task& task) {
        stepBack(task, pass, outside, gateGradients[task.direction],
                 biasGradients[static_cast<std::int64_t>(i)]);
    });
    Gradients gradients;
    const auto parts = static_cast<std::int64_t>(m_tasks.size() / 2);
    for (std::size_t direction = 0; direction < 2; ++direction) {
        auto& own = gradients.weights[direction];
        own.ih = at::empty({4 * hidden, input}, at::kFloat);
        MatMul::Runner(*m_toIh, m_toIh->wrap(pass.sequence.data_ptr()))(
            gateGradients[direction].data_ptr(), own.ih.data_ptr());
        own.hh = recurrentGradient(direction, pass, gateGradients[direction]);
        own.biasIh =
            biasGradients.narrow(0, static_cast<std::int64_t>(direction) * parts, parts).sum(0);
        own.biasHh = own.biasIh.clone(); // Accumulated in place, each for its own parameter.
    }
    if (ofSequence) {
        gradients.sequence = sequenceGradient(gateGradients, weights);
    }
    return gradients;
}

void LstmPlan::stepBack(const Task& task, const Pass& pass, const at::Tensor& outputGradient,
                        const at::Tensor& gateGradient, const at::Tensor& biasGradient) const
{
    const auto [direction, first, images] = static_cast<const LstmPart&>(task);
    const auto width = m_shape.hidden;
    const auto side = static_cast<std::int64_t>(direction) * width;
    MatMul::Runner recurrent(*task.products->backward, task.products->hhBack[direction].memory);
    const auto zero = at::zeros({images, width}, at::kFloat);
    const auto stateGradient = at::zeros({images, width}, at::kFloat);
    const auto cellGradient = at::zeros({images, width}, at::kFloat);
    const auto* const cells = pass.cells[direction].data_ptr<float>();
    for (auto place = m_shape.steps - 1; place >= 0; --place) {
        const auto row = stepAt(direction, place) * m_shape.batch + first;
        const auto* const before =
            place == 0 ? zero.data_ptr<float>()
                       : cells + (stepAt(direction, place - 1) * m_shape.batch + first) * width;
        auto* const gates = placeIn(gateGradient, row * 4 * width);
        const LstmStepBack values{
            .rows = images,
            .hidden = width,
            .gates = pass.gates[direction].data_ptr<float>() + row * 4 * width,
            .cells = cells + row * width,
            .cellsBefore = before,
            .outputGradient = outputGradient.data_ptr<float>() + row * 2 * width + side,
            .outputGradientStride = 2 * width,
            .stateGradient = stateGradient.data_ptr<float>(),
            .cellGradient = cellGradient.data_ptr<float>(),
            .gateGradient = gates,
            .biasGradient = biasGradient.data_ptr<float>()};
        m_shape.bf16 ? stepBackwardBf16(values) : stepBackward(values);
        if (place > 0) {
            recurrent(gates, stateGradient.data_ptr());
        }
    }
}

at::Tensor LstmPlan::sequenceGradient(const std::array<at::Tensor, 2>& gateGradients,
                                      const BiLstmWeights& weights)
{
    const auto plain = matrix(4 * m_shape.hidden, m_shape.input, float32);
    auto gradient = at::empty({m_shape.steps, m_shape.batch, m_shape.input}, at::kFloat);
    for (std::size_t direction = 0; direction < 2; ++direction) {
        const auto& product = direction == 0 ? *m_toSequence : *m_addToSequence;
        const auto& ih = pack(product, weights[direction].ih, plain, m_ihBack[direction]);
        MatMul::Runner(product, ih)(gateGradients[direction].data_ptr(), gradient.data_ptr());
    }
    return gradient;
}

at::Tensor LstmPlan::recurrentGradient(std::size_t direction, const Pass& pass,
                                       const at::Tensor& gateGradient) const
{
    const auto width = m_shape.hidden;
    if (!m_toHh) {
        return at::zeros({4 * width, width}, at::kFloat);
    }
    // Each step's gates meet the state of the step read before: one step further up for the forward
    // direction, one further down for the backward one.
    const auto down = m_shape.batch;
    const auto gatesFrom = direction == 0 ? down : 0;
    const auto statesFrom = direction == 0 ? 0 : down;
    auto gradient = at::empty({4 * width, width}, at::kFloat);
    const auto* const states =
        placeIn(pass.output, statesFrom * 2 * width + static_cast<std::int64_t>(direction) * width);
    MatMul::Runner(*m_toHh, m_toHh->wrap(states))(placeIn(gateGradient, gatesFrom * 4 * width),
                                                  gradient.data_ptr());
    return gradient;
}

} // namespace weft

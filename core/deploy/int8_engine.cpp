#include "core/base/processor.h"
#include "core/deploy/int8_engine_p.h"
#include "core/inference/prepared_network_p.h"
#include "core/model/int8_layer_p.h"
#include "core/store/module_state_p.h"

#include <ATen/ops/from_blob.h>

namespace weft {

namespace {

class Int8Engine final : public SecondEngine
{
public:
    explicit Int8Engine(const Classifier& model)
        : m_one(model, PreparedFor::Few)
        , m_batch(model)
    {
    }

    [[nodiscard]] std::string name() const override { return "Weft in int8"; }
    [[nodiscard]] bool computesInt8() const override { return processorHasInt8(); }

    [[nodiscard]] Result<std::vector<float>> scores(std::span<const float> images, int size,
                                                    int count) override
    {
        const auto pixels =
            at::from_blob(const_cast<float*>(images.data()), {count, 3, size, size}, at::kFloat);
        auto& network = count == 1 ? m_one : m_batch;
        const auto logits = network.forward(pixels).logits.contiguous();
        const float* first = logits.data_ptr<float>();
        return std::vector<float>(first, first + logits.numel());
    }

private:
    PreparedNetwork m_one;
    PreparedNetwork m_batch;
};

} // namespace

Result<std::unique_ptr<SecondEngine>> openInt8Engine(const TrainedNetwork& network)
{
    const auto& record = network.run.record();
    Classifier rounded(record.config.model, static_cast<int>(record.classNames.size()));
    if (auto loaded = loadModuleState(*rounded, moduleState(*network.model)); !loaded) {
        return loaded.error();
    }
    rounded->eval();
    useInt8(*rounded);
    return std::unique_ptr<SecondEngine>(std::make_unique<Int8Engine>(rounded));
}

} // namespace weft

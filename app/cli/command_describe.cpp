#include "app/cli/command.h"
#include "app/cli/config_options.h"
#include "app/cli/output.h"
#include "app/cli/weights_output.h"

#include "core/config/training_phase.h"
#include "core/model/network_description.h"

#include <iostream>
#include <memory>
#include <optional>

namespace weft::cli {

namespace {

struct Options
{
    ConfigOptions config;
    int classes = 100;
    bool json = false;
};

Json toObject(const NetworkDescription& network, std::int64_t trainable)
{
    auto stages = Json::array();
    for (const auto& stage : network.stages) {
        stages.push_back({{"name", stage.name},
                          {"shape", stage.shape},
                          {"parameters", stage.parameters},
                          {"multiply_adds", stage.multiplyAdds}});
    }
    return {{"parameters", network.parameters},
            {"trainable_parameters", trainable},
            {"grid", network.grid},
            {"sequence_length", network.sequenceLength},
            {"multiply_adds", network.flops / 2},
            {"flops", network.flops},
            {"stages", stages}};
}

void printTable(const NetworkDescription& network, std::int64_t trainable)
{
    std::cout << padded("stage", 16) << padded("shape", 18) << padded("parameters", 14)
              << "multiply-adds\n";
    for (const auto& stage : network.stages) {
        std::cout << padded(stage.name, 16) << padded(shapeText(stage.shape), 18)
                  << padded(countText(stage.parameters), 14) << countText(stage.multiplyAdds)
                  << '\n';
    }
    std::cout << padded("together", 34) << padded(countText(network.parameters), 14)
              << countText(network.flops / 2) << '\n';
    if (trainable != network.parameters) {
        std::cout << padded("trained, the backbone being frozen", 34) << countText(trainable)
                  << '\n';
    }
}

int run(const Options& options)
{
    const auto config = makeConfig(options.config);
    if (!config) {
        return fail(config.error(), exitCodeOf(config.error()));
    }
    const auto network = describeNetwork(config->model, config->data.size, options.classes);
    if (!network) {
        return fail(network.error(), WrongUsage);
    }
    std::optional<WeightsReport> weights;
    if (!config->model.weights.empty()) {
        auto report = examineWeights(config->model.weights, config->model, options.classes);
        if (!report) {
            return fail(report.error(), Failure);
        }
        weights = std::move(*report);
    }
    const auto trainable = trainableParameters(
        *network, backboneStaysFrozen(config->train) ? Freeze::Backbone : Freeze::None);
    if (options.json) {
        auto object = toObject(*network, trainable);
        if (weights) {
            object["weights"] = toJson(*weights);
        }
        printJson(object);
    } else {
        printTable(*network, trainable);
        if (weights) {
            printWeights(*weights);
        }
    }
    return !weights || weights->fits()
               ? Success
               : fail({ErrorCode::InvalidArgument, weights->source, problemOf(*weights)}, Failure);
}

} // namespace

Command describeCommand(CLI::App& root)
{
    const auto options = std::make_shared<Options>();
    auto* const app = root.add_subcommand("describe", "Show a network's stages, shapes and sizes");
    addConfigOptions(*app, options->config);
    app->add_option("--classes", options->classes, "Number of classes. Default: 100")
        ->check(CLI::Range(2, 1000000));
    app->add_flag("--json", options->json, "One JSON object");
    return {app, [options] { return run(*options); }};
}

} // namespace weft::cli

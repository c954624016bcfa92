#include "app/cli/command.h"
#include "app/cli/export_output.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/progress_bar.h"

#include "core/deploy/export_run.h"
#include "core/store/run_directory.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace weft::cli {

namespace {

struct Options
{
    std::string run;
    std::string onnx;
    bool int8 = false;
    bool int8Calibrated = false;
    std::string onnxInt8;
    std::string onnxInt8Calibrated;
    bool weftInt8 = false;
    bool preprocess = false;
    std::string safetensors;
    std::string torchscript;
    std::string tables;
    std::string report;
    std::string check;
    std::string data;
    double tolerance = ExportRequest().tolerance;
    double accuracyLoss = ExportRequest().accuracyLoss;
    bool last = false;
    bool force = false;
    bool changed = false;
    bool json = false;
};

ExportFormat onnxFormat(const Options& options)
{
    if (options.int8Calibrated) {
        return ExportFormat::OnnxInt8Calibrated;
    }
    return options.int8 ? ExportFormat::OnnxInt8 : ExportFormat::Onnx;
}

ExportRequest requestFor(const Options& options)
{
    ExportRequest request;
    request.run = options.run;
    request.checkpoint = options.last ? CheckpointKind::Last : CheckpointKind::Best;
    request.tolerance = options.tolerance;
    request.accuracyLoss = options.accuracyLoss;
    if (!options.data.empty()) {
        request.source = options.data;
    }
    const auto add = [&](ExportFormat format, const std::string& file, bool preprocess = false) {
        if (!file.empty()) {
            request.targets.push_back({format, file, preprocess, options.force});
        }
    };
    add(onnxFormat(options), options.onnx, options.preprocess);
    add(ExportFormat::OnnxInt8, options.onnxInt8, options.preprocess);
    add(ExportFormat::OnnxInt8Calibrated, options.onnxInt8Calibrated, options.preprocess);
    if (options.weftInt8) {
        request.targets.push_back({ExportFormat::OwnInt8, {}});
    }
    add(ExportFormat::SafeTensors, options.safetensors);
    add(ExportFormat::TorchScript, options.torchscript);
    // A folder is often named with a slash at the end.
    const std::filesystem::path tables(options.tables);
    add(ExportFormat::Tables,
        tables.has_filename() ? options.tables : tables.parent_path().string());
    add(ExportFormat::Report, options.report);
    return request;
}

/// Nothing where it has been done, well or badly.
std::optional<Error> exportOrCheck(const Options& options, const ExportRequest& request,
                                   const std::stop_token& stop, const ProgressCallback& progress,
                                   const std::function<void(const ExportedFile&)>& done)
{
    if (options.check.empty()) {
        const auto exported = exportRun(request, stop, progress, done);
        return exported ? std::nullopt : std::optional(exported.error());
    }
    const auto checked = checkExport(options.check, request, stop, progress);
    if (!checked) {
        return checked.error();
    }
    done(*checked);
    return {};
}

/// Why the options mean nothing together; null where they do.
const char* misuse(const Options& options, const ExportRequest& request)
{
    const bool onnx =
        !options.onnx.empty() || !options.onnxInt8.empty() || !options.onnxInt8Calibrated.empty();
    if (!options.check.empty()) {
        if (options.preprocess || options.force) {
            return "--check takes neither --preprocess nor --force";
        }
        return request.targets.empty() ? nullptr
                                       : "--check proves a file that is there, and writes none";
    }
    if (request.targets.empty()) {
        return "say what to write: --onnx, --onnx-int8, --onnx-int8-calibrated, --weft-int8, "
               "--safetensors, --torchscript, --tables or --report";
    }
    return options.preprocess && !onnx ? "--preprocess is for ONNX files, and none is asked for"
                                       : nullptr;
}

int run(const Options& options)
{
    const auto request = requestFor(options);
    if (const auto* const reason = misuse(options, request)) {
        tell(reason);
        return WrongUsage;
    }
    const auto directory = RunDirectory::open(options.run);
    if (!directory) {
        return fail(directory.error(), Failure);
    }
    ProgressBar bar(barsFit(options.json));
    std::stop_source stop;
    const InterruptWatch watch([&stop] { stop.request_stop(); });
    int code = Success;
    const auto progress = [&bar](const Progress& now) {
        bar.update(now.total > 0 ? "proving" : "opening the images", now.done, now.total);
    };
    const auto done = [&](const ExportedFile& file) {
        bar.clear();
        printExported(file, directory->record().classNames, options.changed, options.json);
        if (file.refused) {
            code = fail(*file.refused, Failure);
        }
    };
    const auto failure = exportOrCheck(options, request, stop.get_token(), progress, done);
    bar.clear();
    if (failure) {
        auto error = *failure;
        if (options.data.empty() && error.subject == directory->record().config.data.source) {
            error.reason += " (--data SOURCE names other images)";
        }
        return fail(error, watch.signal() != 0 ? 128 + watch.signal() : Failure);
    }
    return code;
}

} // namespace

Command exportCommand(CLI::App& root)
{
    const auto options = std::make_shared<Options>();
    auto* const app = root.add_subcommand(
        "export", "Write a run's network as a file for other programs. A second engine runs each "
                  "file on the validation images before it gets its name");
    app->add_option("RUN", options->run, "The run's directory")->required();
    auto* const onnx =
        app->add_option("--onnx", options->onnx, "Write an ONNX file")->type_name("FILE");
    auto* const int8 =
        app->add_flag("--int8", options->int8,
                      "ONNX: the BiLSTM's and the linear layers' weights as 8-bit integers")
            ->needs(onnx);
    app->add_flag("--int8-calibrated", options->int8Calibrated,
                  "ONNX: the convolutions too, calibrated on validation images")
        ->needs(onnx)
        ->excludes(int8);
    app->add_option("--onnx-int8", options->onnxInt8, "Write another ONNX file as --int8 has it")
        ->type_name("FILE");
    app->add_option("--onnx-int8-calibrated", options->onnxInt8Calibrated,
                    "Write another ONNX file as --int8-calibrated has it")
        ->type_name("FILE");
    app->add_flag("--weft-int8", options->weftInt8,
                  "Also measure the run itself in int8, as classify --int8 computes; no file");
    app->add_flag("--preprocess", options->preprocess,
                  "ONNX: the networks take pixels, [N, size, size, 3] of uint8");
    app->add_option("--safetensors", options->safetensors,
                    "Write the weights, and beside them a Python file that builds the network")
        ->type_name("FILE");
    app->add_option("--torchscript", options->torchscript, "Write a TorchScript file")
        ->type_name("FILE");
    app->add_option("--tables", options->tables,
                    "Write confusion matrix, scores, curves and predictions as CSV files")
        ->type_name("DIR");
    app->add_option("--report", options->report, "Write a report as one HTML file")
        ->type_name("FILE");
    app->add_option("--check", options->check,
                    "Prove an .onnx, .safetensors or .pt file that was exported before, and say "
                    "what differs; writes nothing")
        ->type_name("FILE");
    app->add_option("--data", options->data,
                    "Other images with the same classes for the proof. Default: the run's "
                    "validation images")
        ->type_name("SOURCE");
    app->add_option("--tolerance", options->tolerance,
                    "Largest difference of a score that a float32 file may show. Default: 0.001")
        ->check(CLI::Range(0.0, 1e6));
    app->add_option("--accuracy-loss", options->accuracyLoss,
                    "Largest loss of accuracy that an int8 file may show. Default: 0.01, a point")
        ->check(CLI::Range(0.0, 1.0));
    app->add_flag("--last", options->last, "Take the last checkpoint, not the best");
    app->add_flag("--force", options->force, "Replace files that exist");
    app->add_flag("--changed", options->changed, "List the images whose class has changed");
    app->add_flag("--json", options->json, "One JSON object a file");
    return {app, [options] { return run(*options); }};
}

} // namespace weft::cli

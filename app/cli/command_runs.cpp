#include "app/cli/command.h"
#include "app/cli/output.h"

#include "core/store/run_library.h"

#include <iostream>
#include <memory>

namespace weft::cli {

namespace {

struct Options
{
    std::string runs;
    bool json = false;
};

Json toObject(const LibraryEntry& entry)
{
    if (!entry.record) {
        return {{"run", entry.path.string()}, {"error", toString(entry.error)}};
    }
    Json object{{"run", entry.path.string()},
                {"name", entry.label.name},
                {"state", runStateName(entry.status.state)},
                {"data", entry.record->dataTitle},
                {"classes", entry.record->classNames.size()},
                {"parameters", entry.record->parameters},
                {"epochs", entry.status.epochsDone},
                {"best_epoch", entry.status.bestEpoch},
                {"best_accuracy", entry.status.bestAccuracy},
                {"seconds", entry.status.seconds},
                {"peak_memory_bytes", entry.status.peakMemoryBytes},
                {"created", entry.record->created}};
    if (entry.record->parent) {
        object["parent"] = entry.record->parent->id;
    }
    return object;
}

void printLine(const LibraryEntry& entry)
{
    if (!entry.record) {
        std::cout << entry.path.string() << "  cannot be read: " << toString(entry.error) << '\n';
        return;
    }
    const auto& status = entry.status;
    std::cout << padded(entry.label.name, 28) << padded(runStateName(status.state), 13)
              << padded(status.hasBest() ? percentText(status.bestAccuracy) : "", 9)
              << padded(std::to_string(status.epochsDone) + "/" +
                            std::to_string(entry.record->config.train.epochs) + " epochs",
                        16)
              << padded(durationText(status.seconds), 14) << entry.path.string() << '\n';
}

int run(const Options& options)
{
    const std::filesystem::path library =
        options.runs.empty() ? defaultLibrary() : std::filesystem::path(options.runs);
    // The default library may not exist yet; a folder that was named should.
    if (std::error_code error;
        !options.runs.empty() && !std::filesystem::is_directory(library, error)) {
        return fail({ErrorCode::NotFound, options.runs, "there is no such folder"}, Failure);
    }
    const auto entries = listRuns(library);
    if (!entries) {
        return fail(entries.error(), Failure);
    }
    for (const auto& entry : *entries) {
        if (options.json) {
            printJson(toObject(entry));
        } else {
            printLine(entry);
        }
    }
    if (entries->empty() && !options.json) {
        tell("no runs in " + library.string());
    }
    return Success;
}

} // namespace

Command runsCommand(CLI::App& root)
{
    const auto options = std::make_shared<Options>();
    auto* const app = root.add_subcommand("runs", "List the library, newest first");
    app->add_option("--runs", options->runs,
                    "Folder of the runs. Default: " + defaultLibrary().string())
        ->type_name("DIR");
    app->add_flag("--json", options->json, "One JSON object a line");
    return {app, [options] { return run(*options); }};
}

} // namespace weft::cli

#include "app/cli/training_console.h"

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/launched_ranks.h"
#include "app/cli/output.h"
#include "app/cli/weights_output.h"

#include "core/cluster/shell_text.h"

#include <csignal>
#include <iostream>

namespace weft::cli {

namespace {

/// Of fp16; nothing in other precisions.
std::string scaleText(const StepEvent& step)
{
    if (step.lossScale <= 0) {
        return {};
    }
    return "  loss scale " + numberText(step.lossScale, step.lossScale < 1 ? 6 : 0) + ", " +
           countText(step.skippedSteps) +
           (step.skippedSteps == 1 ? " step skipped" : " steps skipped");
}

} // namespace

void printSummary(const RunSummary& summary, bool json)
{
    if (json) {
        auto object = nlohmann::ordered_json{
            {"run", summary.directory.string()},
            {"best_epoch", summary.bestEpoch},
            {"best_accuracy", summary.bestAccuracy},
            {"peak_memory_bytes", summary.peakMemoryBytes},
            {"state", summary.state == RunState::Finished ? "finished" : "stopped"}};
        if (summary.withoutBetter > 0) {
            object["epochs_without_better"] = summary.withoutBetter;
        }
        printJson(object);
        return;
    }
    if (summary.withoutBetter > 0) {
        std::cout << "ended early: no better validation accuracy for " << summary.withoutBetter
                  << (summary.withoutBetter == 1 ? " epoch\n" : " epochs\n");
    }
    if (summary.bestEpoch > 0) {
        std::cout << "best " << percentText(summary.bestAccuracy) << " in epoch "
                  << summary.bestEpoch << '\n';
    }
    std::cout << "peak memory " << megabytesText(summary.peakMemoryBytes) << '\n'
              << "run  " << summary.directory.string() << std::endl;
}

std::string resumeCommandLine(const std::filesystem::path& run)
{
    return "weft-cli resume " + shellWord(run.string());
}

TrainingConsole::TrainingConsole(bool json)
    : m_json(json)
    , m_bar(barsFit(json))
{
}

void TrainingConsole::handle(const TrainingEvent& event)
{
    std::visit([this](const auto& kind) { handle(kind); }, event);
}

void TrainingConsole::handle(const StepEvent& step)
{
    m_step = step;
}

void TrainingConsole::handle(const EpochEvent& epoch)
{
    m_bar.clear();
    if (m_json) {
        auto object = Json{{"epoch", epoch.epoch},
                           {"train_loss", epoch.trainLoss},
                           {"train_accuracy", epoch.trainAccuracy},
                           {"val_loss", epoch.valLoss},
                           {"val_accuracy", epoch.valTop1},
                           {"images_per_second", epoch.imagesPerSecond},
                           {"seconds", epoch.seconds}};
        if (m_step.lossScale > 0) {
            object["loss_scale"] = m_step.lossScale;
            object["skipped_steps"] = m_step.skippedSteps;
        }
        printJson(object);
        return;
    }
    std::cout << "epoch " << epoch.epoch << (m_epochs > 0 ? "/" + std::to_string(m_epochs) : "")
              << "  training loss " << numberText(epoch.trainLoss, 4) << ", "
              << percentText(epoch.trainAccuracy) << "  validation loss "
              << numberText(epoch.valLoss, 4) << ", " << percentText(epoch.valTop1) << "  "
              << numberText(epoch.imagesPerSecond, 0) << " images/s  "
              << numberText(epoch.seconds, 1) << " s" << scaleText(m_step)
              << (epoch.best ? "  best" : "") << std::endl;
}

void TrainingConsole::tellFeatures(const ProgressEvent& progress)
{
    if (progress.features == m_features) {
        return;
    }
    m_bar.clear();
    const auto size = megabytesText(progress.featureBytes);
    if (progress.features == FeatureUse::Computing) {
        tell("computing the frozen backbone's features, and keeping them in the cache (" + size +
             " in all)");
    } else if (progress.features == FeatureUse::Cached) {
        tell("the frozen backbone's features come from the cache (" + size + " in all)");
    }
    m_features = progress.features;
}

void TrainingConsole::handle(const ProgressEvent& progress)
{
    tellFeatures(progress);
    m_epochs = progress.epochs;
    if (progress.answersTotal > 0) {
        m_bar.update("teacher", progress.answersDone, progress.answersTotal, {},
                     progress.remainingSeconds);
        return;
    }
    const auto label = "epoch " + std::to_string(progress.epoch) + "/" +
                       std::to_string(progress.epochs) + (progress.validating ? " checks" : "");
    m_bar.update(label, static_cast<std::size_t>(progress.stepInEpoch),
                 static_cast<std::size_t>(progress.stepsPerEpoch),
                 numberText(m_step.imagesPerSecond, 0) + " images/s", progress.remainingSeconds);
}

void TrainingConsole::handle(const WeightsEvent& weights)
{
    tellWeights(weights.report, m_json);
}

void TrainingConsole::handle(const TeacherEvent& teacher)
{
    m_bar.clear();
    if (m_json) {
        printJson({{"teacher", teacher.source}, {"teacher_accuracy", teacher.accuracy}});
    } else {
        std::cout << "teacher " << teacher.source << "  validation "
                  << percentText(teacher.accuracy) << std::endl;
    }
    if (teacher.otherImages) {
        tell("the teacher was trained with another data set or split: it may have learnt from "
             "images that it is measured on here");
    }
}

void TrainingConsole::handle(const ProblemEvent& problem)
{
    if (!problem.fatal) { // The fatal one is the training's own result, and is told there.
        say("warning: " + toString(problem.error));
    }
}

void TrainingConsole::say(const std::string& text)
{
    m_bar.clear();
    tell(text);
}

int runTraining(bool json, const RankRequest& ranks,
                const std::function<Result<RunSummary>(EventSink&, RunControl&)>& work)
{
    const bool tells = isTeller(ranks);
    RunControl control;
    const auto onSignal = [&] {
        if (tells) {
            tell(ranks.group ? "stopping at the next batch"
                             : "stopping at the next batch; press Ctrl+C again to end at once");
        }
        control.stop();
    };
    const InterruptWatch watch(onSignal, ranks.group ? FurtherSignals::AreTheSame
                                                     : FurtherSignals::EndAtOnce);
    const auto summary = [&] {
        if (!tells) {
            QuietRank sink;
            return work(sink, control);
        }
        TrainingConsole console(json);
        return work(console, control);
    }();
    if (!summary) {
        const auto code = watch.signal() != 0 ? 128 + watch.signal() : Failure;
        return speaks(ranks) ? fail(summary.error(), code) : code;
    }
    if (tells) {
        printSummary(*summary, json);
    }
    if (summary->state != RunState::Stopped) {
        return Success;
    }
    if (tells) {
        tell("stopped with a checkpoint; carry on with: " + resumeCommandLine(summary->directory));
    }
    return 128 + (watch.signal() != 0 ? watch.signal() : SIGINT);
}

} // namespace weft::cli

#include "app/bench/window_bench.h"

#include "app/bench/first_frame.h"
#include "app/bench/frame_cases.h"
#include "app/bench/frame_meter.h"
#include "app/bench/large_views.h"
#include "app/bench/loop_probe.h"
#include "app/bench/training_rounds.h"
#include "app/cli/bench_output.h"
#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/main_window.h"
#include "app/window/appearance.h"
#include "app/window/language.h"

#include "core/base/process.h"
#include "core/bench/timing.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QSettings>
#include <QTemporaryDir>

#include <iostream>

namespace weft {

namespace {

/// Trainings with and without the window watching; a try of less than a second has one of each.
int pairsOfRounds(double seconds)
{
    return seconds < 1 ? 1 : 7;
}

constexpr QSize windowSize(1920, 1080);

/// Everything that the cases share.
struct Bench
{
    MainWindow& window;
    Workbench& workbench;
    FrameMeter& meter;
    double seconds;
    std::stop_token stop;
    BenchSink sink;
};

void addWaits(BenchCase& measured, const std::vector<double>& waits)
{
    measured.figures.emplace_back("loop_median_ms", summarize(waits).medianMs);
    measured.figures.emplace_back("loop_p99_ms", percentile(waits, 0.99));
    measured.figures.emplace_back("loop_max_ms", percentile(waits, 1));
}

void benchFirstFrame(const FirstFrame& first, const Bench& bench)
{
    while (!first.seen() && !bench.stop.stop_requested()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    BenchCase measured;
    measured.mode = "first-frame";
    measured.threads = 1;
    measured.medianMs = measured.minimumMs = first.ageMs();
    bench.sink(measured);
}

void benchIdle(const Bench& bench)
{
    const LoopProbe probe;
    QElapsedTimer timer;
    timer.start();
    while (static_cast<double>(timer.elapsed()) < bench.seconds * 1000 &&
           !bench.stop.stop_requested()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    BenchCase measured;
    measured.mode = "idle";
    measured.threads = 1;
    addWaits(measured, probe.waits());
    bench.sink(measured);
}

BenchCase epochsCase(const char* mode, const TrainingRounds& rounds,
                     const std::vector<double>& epochMs)
{
    const auto timing = summarize(epochMs);
    BenchCase measured;
    measured.mode = mode;
    measured.threads = availableCores();
    measured.medianMs = timing.medianMs;
    measured.minimumMs = timing.minimumMs;
    measured.images = static_cast<double>(rounds.images());
    measured.figures = {{"rounds", static_cast<double>(epochMs.size())},
                        {"epochs", static_cast<double>(rounds.epochs())}};
    return measured;
}

/// The trainings of a pair took turns, and so a machine that slows down slows both; the median of
/// the pairs leaves out those during which it did.
void addCost(BenchCase& measured, const std::vector<double>& watchedMs,
             const std::vector<double>& headlessMs)
{
    std::vector<double> percents; // Of the throughput without.
    for (std::size_t i = 0; i < watchedMs.size(); ++i) {
        percents.push_back(100 * (1 - headlessMs[i] / watchedMs[i]));
    }
    measured.figures.emplace_back("cost_percent", summarize(percents).medianMs);
    measured.figures.emplace_back("cost_low_percent", percentile(percents, 0.25));
    measured.figures.emplace_back("cost_high_percent", percentile(percents, 0.75));
}

/// Which of a pair comes first changes from pair to pair, then once more for the waits.
Result<void> benchTrainings(const Bench& bench, TrainingRounds& rounds)
{
    using Probe = TrainingRounds::Probe;
    auto& session = bench.workbench.training();
    if (auto set = rounds.setLength(bench.seconds, bench.stop); !set) {
        return set;
    }
    std::vector<double> watchedMs;
    std::vector<double> headlessMs;
    TrainingRound watched; // Sums.
    const int all = 2 * pairsOfRounds(bench.seconds);
    for (int i = 0; i < all; ++i) {
        const bool watching = i % 4 == 0 || i % 4 == 3;
        const auto round = watching ? rounds.watched(session, bench.meter, Probe::None, bench.stop)
                                    : rounds.headless(bench.stop);
        if (!round) {
            return round.error();
        }
        (watching ? watchedMs : headlessMs).push_back(round->epochMs);
        if (watching) {
            watched.seconds += round->seconds;
            watched.frames += round->frames;
            watched.windowCpuSeconds += round->windowCpuSeconds;
        }
    }
    const auto probed = rounds.watched(session, bench.meter, Probe::Loop, bench.stop);
    if (!probed) {
        return probed.error();
    }
    auto with = epochsCase("watched", rounds, watchedMs);
    addCost(with, watchedMs, headlessMs);
    with.figures.emplace_back("window_cpu_percent",
                              100 * watched.windowCpuSeconds / watched.seconds);
    with.figures.emplace_back("frames_per_s", watched.frames / watched.seconds);
    addWaits(with, probed->loopWaits);
    bench.sink(epochsCase("headless", rounds, headlessMs));
    bench.sink(with);
    return {};
}

Result<void> runCases(const Bench& bench, const FirstFrame& first,
                      const std::filesystem::path& library)
{
    benchFirstFrame(first, bench);
    bench.window.resize(windowSize);
    bench.window.showPage(PageId::Train);
    benchIdle(bench);
    auto data = openDataSource("builtin:digits", {}, bench.stop);
    if (!data) {
        return data.error();
    }
    TrainingRounds rounds(std::move(*data), library);
    if (auto done = benchTrainings(bench, rounds); !done) {
        return done;
    }
    if (!bench.stop.stop_requested()) {
        benchLargeViews(bench.window, {bench.meter, bench.seconds, bench.stop, bench.sink});
    }
    return {};
}

} // namespace

int runWindowBench(QApplication& application, const WindowBenchOptions& options)
{
    const QTemporaryDir folder;
    if (!folder.isValid()) {
        std::cerr << "weft: no temporary folder: " << folder.errorString().toStdString() << '\n';
        return cli::Failure;
    }
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
    const auto library = folder.filePath(QStringLiteral("runs"));

    std::stop_source stop;
    const cli::InterruptWatch watch([&stop] { stop.request_stop(); });
    const BenchSink sink = [&](const BenchCase& measured) {
        if (!stop.stop_requested()) { // Else it has not been timed to its end.
            cli::printBenchCase("window", measured, options.json);
        }
    };

    Workbench workbench;
    workbench.settings().overrideLibraryFolder(library);
    const Appearance appearance(application, workbench.settings());
    const Language language(workbench.settings());
    MainWindow window(workbench);
    const FirstFrame first(&window);
    FrameMeter meter(&window);
    window.show();
    const auto done = runCases({window, workbench, meter, options.seconds, stop.get_token(), sink},
                               first, library.toStdString());
    if (watch.signal() != 0) {
        return 128 + watch.signal();
    }
    if (!done) {
        std::cerr << "weft: " + toString(done.error()) + '\n';
        return cli::Failure;
    }
    return cli::Success;
}

} // namespace weft

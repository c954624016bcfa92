#include "app/bench/window_bench.h"
#include "app/cli/command.h"
#include "app/main_window.h"
#include "app/session/workbench.h"
#include "app/window/appearance.h"
#include "app/window/language.h"
#include "app/window/places.h"

#include "core/base/process.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>

#include <cmath>
#include <iostream>

namespace {

constexpr double benchSeconds = 3;

QStringList absolutePaths(const QStringList& arguments)
{
    QStringList paths;
    for (const auto& argument : arguments) {
        const bool builtIn = argument.startsWith(QLatin1String("builtin:"));
        paths.append(builtIn ? argument : QFileInfo(argument).absoluteFilePath());
    }
    return paths;
}

} // namespace

int main(int argc, char* argv[])
{
    weft::configureProcess();
    weft::configureThreads(0); // Threads that start later take the number over.

    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("Weft"));
    QCoreApplication::setApplicationName(QStringLiteral("Weft"));
    QCoreApplication::setApplicationVersion(QStringLiteral(WEFT_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("weft"));

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("A desktop workbench for CNN + BiLSTM image classifiers"));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption runs(QStringLiteral("runs"),
                                  QStringLiteral("Folder of the runs, for this time only."),
                                  QStringLiteral("DIR"));
    const QCommandLineOption page(
        QStringLiteral("page"),
        QStringLiteral("Place to start at: data, configure, train, inspect, classify or runs."),
        QStringLiteral("NAME"));
    const QCommandLineOption bench(
        QStringLiteral("bench"),
        QStringLiteral("Measure the window's own speed and end. NAME: window."),
        QStringLiteral("NAME"));
    const QCommandLineOption seconds(
        QStringLiteral("seconds"),
        QStringLiteral("With --bench: time for each case. Default: %1.").arg(benchSeconds),
        QStringLiteral("S"));
    const QCommandLineOption json(QStringLiteral("json"),
                                  QStringLiteral("With --bench: one JSON object a line."));
    parser.addOptions({runs, page, bench, seconds, json});
    parser.addPositionalArgument(
        QStringLiteral("paths"),
        QStringLiteral("A folder to train on, a run directory, or images to classify."),
        QStringLiteral("[paths...]"));
    parser.process(application);
    if (parser.isSet(bench) || parser.isSet(seconds) || parser.isSet(json)) {
        weft::WindowBenchOptions options{benchSeconds, parser.isSet(json)};
        bool isNumber = true;
        if (parser.isSet(seconds)) {
            options.seconds = parser.value(seconds).toDouble(&isNumber);
        }
        isNumber = isNumber && std::isfinite(options.seconds);
        if (parser.value(bench) != QLatin1String("window") || !isNumber || options.seconds <= 0 ||
            parser.isSet(runs) || parser.isSet(page) || !parser.positionalArguments().isEmpty()) {
            std::cerr << "weft: the benchmark is called as weft --bench window [--seconds S] "
                         "[--json]\n";
            return weft::cli::WrongUsage;
        }
        return weft::runWindowBench(application, options);
    }

    weft::Workbench workbench;
    if (parser.isSet(runs)) {
        workbench.settings().overrideLibraryFolder(
            QFileInfo(parser.value(runs)).absoluteFilePath());
    }
    const weft::Appearance appearance(application, workbench.settings());
    const weft::Language language(workbench.settings());
    weft::MainWindow window(workbench);
    if (parser.isSet(page)) {
        window.showPage(weft::placeFor(parser.value(page)));
    }
    window.show();
    window.openPaths(absolutePaths(parser.positionalArguments()));
    return QApplication::exec();
}

#include "app/bench/window_bench.h"
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/main_window.h"
#include "app/pages/compare/comparison_picture.h"
#include "app/session/workbench.h"
#include "app/window/appearance.h"
#include "app/window/language.h"
#include "app/window/places.h"

#include "core/base/process.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>

#include <algorithm>
#include <array>
#include <clocale>
#include <cmath>
#include <iostream>
#include <string_view>

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

/// "data, configure, train or compare", of all that there are.
QString placeKeys()
{
    QStringList keys;
    for (const auto& place : weft::places()) {
        keys.append(QLatin1String(place.key));
    }
    const auto last = keys.takeLast();
    return keys.join(QStringLiteral(", ")) + QStringLiteral(" or ") + last;
}

/// What the program may be called with.
struct Arguments
{
    Arguments()
    {
        parser.setApplicationDescription(
            QStringLiteral("A desktop workbench for CNN + BiLSTM image classifiers"));
        parser.addHelpOption();
        parser.addVersionOption();
        parser.addOptions({runs, page, picture, bench, seconds, json});
        parser.addPositionalArgument(
            QStringLiteral("paths"),
            QStringLiteral("A folder to train on, a run directory, or images to classify."),
            QStringLiteral("[paths...]"));
    }

    QCommandLineOption runs{QStringLiteral("runs"),
                            QStringLiteral("Folder of the runs, for this time only."),
                            QStringLiteral("DIR")};
    QCommandLineOption page{QStringLiteral("page"),
                            QStringLiteral("Place to start at: %1.").arg(placeKeys()),
                            QStringLiteral("NAME")};
    QCommandLineOption picture{
        QStringLiteral("picture"),
        QStringLiteral("Write the picture of a comparison, whose folder is given, and end."),
        QStringLiteral("FILE.png")};
    QCommandLineOption bench{
        QStringLiteral("bench"),
        QStringLiteral("Measure the window's own speed and end. NAME: window."),
        QStringLiteral("NAME")};
    QCommandLineOption seconds{
        QStringLiteral("seconds"),
        QStringLiteral("With --bench: time for each case. Default: %1.").arg(benchSeconds),
        QStringLiteral("S")};
    QCommandLineOption json{QStringLiteral("json"),
                            QStringLiteral("With --bench: one JSON object a line.")};
    QCommandLineParser parser;
};

void nameProgram()
{
    QCoreApplication::setOrganizationName(QStringLiteral("Weft"));
    QCoreApplication::setApplicationName(QStringLiteral("Weft"));
    QCoreApplication::setApplicationVersion(QStringLiteral(WEFT_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("weft"));
}

/// Whether only text is asked for, which needs no screen.
bool asksForText(int argc, char* const* argv)
{
    constexpr std::array<std::string_view, 5> options{"-h", "--help", "--help-all", "-v",
                                                      "--version"};
    return std::any_of(argv + 1, argv + argc, [&](std::string_view argument) {
        return std::ranges::find(options, argument) != options.end();
    });
}

int runBench(QApplication& application, const Arguments& arguments)
{
    const auto& parser = arguments.parser;
    weft::WindowBenchOptions options{benchSeconds, parser.isSet(arguments.json)};
    bool isNumber = true;
    if (parser.isSet(arguments.seconds)) {
        options.seconds = parser.value(arguments.seconds).toDouble(&isNumber);
    }
    isNumber = isNumber && std::isfinite(options.seconds);
    if (parser.value(arguments.bench) != QLatin1String("window") || !isNumber ||
        options.seconds <= 0 || parser.isSet(arguments.runs) || parser.isSet(arguments.page) ||
        !parser.positionalArguments().isEmpty()) {
        std::cerr << "weft: the benchmark is called as weft --bench window [--seconds S] "
                     "[--json]\n";
        return weft::cli::WrongUsage;
    }
    return weft::runWindowBench(application, options);
}

int runPicture(QApplication& application, const Arguments& arguments)
{
    const auto folders = arguments.parser.positionalArguments();
    if (folders.size() != 1) {
        std::cerr << "weft: a picture is drawn as weft --picture FILE.png FOLDER.comparison\n";
        return weft::cli::WrongUsage;
    }
    weft::Settings settings;
    const weft::Appearance appearance(application, settings);
    const weft::Language language(settings);
    const auto drawn =
        weft::drawComparison(folders.front(), arguments.parser.value(arguments.picture));
    return drawn ? weft::cli::Success : weft::cli::fail(drawn.error(), weft::cli::Failure);
}

int runWindow(QApplication& application, const Arguments& arguments)
{
    const auto& parser = arguments.parser;
    weft::Workbench workbench;
    if (parser.isSet(arguments.runs)) {
        workbench.settings().overrideLibraryFolder(
            QFileInfo(parser.value(arguments.runs)).absoluteFilePath());
    }
    const weft::Appearance appearance(application, workbench.settings());
    const weft::Language language(workbench.settings());
    weft::MainWindow window(workbench);
    if (parser.isSet(arguments.page)) {
        window.showPage(weft::placeFor(parser.value(arguments.page)));
    }
    window.show();
    window.openPaths(absolutePaths(parser.positionalArguments()));
    return QApplication::exec();
}

} // namespace

int main(int argc, char* argv[])
{
    weft::configureProcess();
    weft::configureThreads(0); // Threads that start later take the number over.
    nameProgram();
    Arguments arguments;
    auto& parser = arguments.parser;
    if (asksForText(argc, argv)) {
        const QCoreApplication application(argc, argv);
        parser.process(application);
        return 0;
    }
    QApplication application(argc, argv);
    // Qt has taken over the person's: what is written for other programs has a point, not a comma.
    std::setlocale(LC_NUMERIC, "C");
    parser.process(application);
    const bool bench = parser.isSet(arguments.bench) || parser.isSet(arguments.seconds) ||
                       parser.isSet(arguments.json);
    if (bench) {
        return runBench(application, arguments);
    }
    return parser.isSet(arguments.picture) ? runPicture(application, arguments)
                                           : runWindow(application, arguments);
}

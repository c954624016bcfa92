#include "app/cli/bench_output.h"

#include "app/cli/output.h"

#include <iostream>

namespace weft::cli {

namespace {

Json toObject(const std::string& bench, const BenchCase& measured)
{
    Json object{{"bench", bench}, {"mode", measured.mode}};
    if (!measured.precision.empty()) {
        object["precision"] = measured.precision;
    }
    if (measured.batch > 0) {
        object["batch"] = measured.batch;
    }
    object["threads"] = measured.threads;
    if (measured.medianMs > 0) {
        object["ms"] = measured.medianMs;
        object["min_ms"] = measured.minimumMs;
        if (measured.images > 0) {
            object["img_per_s"] = measured.images / (measured.medianMs * 1e-3);
            object["best_img_per_s"] = measured.images / (measured.minimumMs * 1e-3);
        }
    }
    if (measured.shareOfPeak) {
        object["share_of_peak"] = *measured.shareOfPeak;
    }
    for (const auto& [name, value] : measured.figures) {
        object[name] = value;
    }
    return object;
}

void printLine(const BenchCase& measured)
{
    std::cout << padded(measured.mode, 12) << padded(measured.precision, 6);
    if (measured.batch > 0) {
        std::cout << padded("batch " + std::to_string(measured.batch), 11);
    }
    if (measured.medianMs > 0) {
        std::cout << padded(numberText(measured.medianMs, 2) + " ms", 13)
                  << padded("(least " + numberText(measured.minimumMs, 2) + ")", 18);
        if (measured.images > 0) {
            std::cout << padded(
                numberText(measured.images / (measured.medianMs * 1e-3), 1) + " images/s", 19);
        }
    }
    if (measured.shareOfPeak) {
        std::cout << percentText(*measured.shareOfPeak) << " of the machine's peak  ";
    }
    for (const auto& [name, value] : measured.figures) {
        std::cout << name << ' ' << numberText(value, value < 1000 ? 2 : 0) << "  ";
    }
    std::cout << std::endl;
}

} // namespace

void printBenchCase(const std::string& bench, const BenchCase& measured, bool json)
{
    if (json) {
        printJson(toObject(bench, measured));
    } else {
        printLine(measured);
    }
}

} // namespace weft::cli

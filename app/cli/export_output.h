#pragma once

#include "core/deploy/export_run.h"

#include <string>
#include <vector>

namespace weft::cli {

/// What came of one target, on standard output: as one JSON object, or, where it was written or
/// checked, as a line for people, with a line for each changed image below it where changed is set.
/// {"format":..,"file":..,"files":[..],"bytes":..,"engine":..,"images":..,"unreadable":..,
/// "accuracy":..,"exported_accuracy":..,"max_abs_difference":..,"changed":[{"index":..,"name":..,
/// "class":..,"before":{"class":..,"probability":..},"after":{..}}],"run_bytes":..,"ms":..,
/// "exported_ms":..,"emulated":..}; "error" where it was refused.
void printExported(const ExportedFile& file, const std::vector<std::string>& classNames,
                   bool changed, bool json);

} // namespace weft::cli

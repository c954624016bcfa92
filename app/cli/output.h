#pragma once

#include "core/base/number_text.h"
#include "core/base/result.h"
#include "core/data/data_source.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace weft::cli {

using Json = nlohmann::ordered_json; ///< Keeps members in the order of the contract.

/// One object, one line, at once. A name that is not UTF-8 is printed with replacement characters.
void printJson(const Json& object);

/// "weft-cli: subject: reason" on standard error; returns code.
int fail(const Error& error, int code);

/// "weft-cli: text" on standard error.
void tell(const std::string& text);

/// Files that the scan left out and the set's warnings: the count and the first few on standard
/// error, all of them where verbose; with json as one {"skipped":[..]} line besides.
void reportSkipped(const DataSource& data, bool verbose, bool json);

/// For names in columns: padded at the right to a width in characters, not bytes.
[[nodiscard]] std::string padded(const std::string& text, std::size_t width);

} // namespace weft::cli

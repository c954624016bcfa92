#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <utility>

namespace weft {

/// The version of every JSON file in a run directory. A reader refuses a higher one.
inline constexpr int storeSchema = 1;

/// As it goes to the disk: indented, names that are not UTF-8 with the replacement character.
inline std::string dumpDocument(nlohmann::json document)
{
    document["schema"] = storeSchema;
    return document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

/// Parses a document, checks its schema and hands it to build, which may use nlohmann's throwing
/// accessors. Fails with Corrupt or NewerFormat, naming the file.
template <typename Value, typename Build>
Result<Value> readDocument(const std::filesystem::path& file, const std::string& text, Build build)
{
    const auto fail = [&](ErrorCode code, std::string reason) {
        return Error{code, file.string(), std::move(reason)};
    };
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object()) {
        return fail(ErrorCode::Corrupt, "it is not a JSON object");
    }
    try {
        const int schema = document.at("schema").get<int>();
        if (schema > storeSchema) {
            return fail(ErrorCode::NewerFormat, "its format is version " + std::to_string(schema) +
                                                    ", and this Weft reads up to version " +
                                                    std::to_string(storeSchema));
        }
        return build(document);
    } catch (const nlohmann::json::exception& failure) {
        // The library puts "[json.exception.name.number] " before its sentence.
        const std::string reason = failure.what();
        const auto end = reason.find("] ");
        return fail(ErrorCode::Corrupt, end == std::string::npos ? reason : reason.substr(end + 2));
    }
}

} // namespace weft

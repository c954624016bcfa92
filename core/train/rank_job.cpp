#include "core/train/rank_job.h"

#include "core/config/config_json.h"

#include <nlohmann/json.hpp>

namespace weft {

namespace {

constexpr const char* workNames[] = {"train", "resume", "measure"};

} // namespace

std::string toText(const RankJob& job)
{
    nlohmann::json text{{"work", workNames[static_cast<int>(job.work)]}};
    if (job.work == RankJob::Work::Resume) {
        text["run"] = job.run.string();
    } else {
        text["config"] = toJson(job.config);
    }
    return text.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<RankJob> rankJobFrom(const std::string& text)
{
    const auto parsed = nlohmann::json::parse(text, nullptr, false);
    const Error unknown{ErrorCode::Corrupt, {}, "rank 0 gives this rank no work that it knows"};
    if (!parsed.is_object()) {
        return unknown;
    }
    RankJob job;
    try {
        const auto name = parsed.at("work").get<std::string>();
        if (name == workNames[static_cast<int>(RankJob::Work::Resume)]) {
            job.work = RankJob::Work::Resume;
            job.run = parsed.at("run").get<std::string>();
            return job;
        }
        job.work = name == workNames[static_cast<int>(RankJob::Work::Measure)]
                       ? RankJob::Work::Measure
                       : RankJob::Work::Train;
        auto config = configFromJson(parsed.at("config").get<std::string>(), {});
        if (!config) {
            return config.error();
        }
        job.config = std::move(*config);
    } catch (const nlohmann::json::exception&) {
        return unknown;
    }
    return job;
}

} // namespace weft

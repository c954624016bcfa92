#include "app/window/cache_clearing.h"

#include "app/session/job.h"
#include "app/session/workbench.h"

#include "widgets/util/format.h"

#include "core/features/feature_cache.h"

#include <QCoreApplication>

namespace weft {

namespace {

/// The context of the texts.
struct CacheClearing
{
    Q_DECLARE_TR_FUNCTIONS(weft::CacheClearing)
};

struct Outcome
{
    std::uint64_t before = 0;
    Result<void> cleared;
};

Message messageOf(const Outcome& outcome)
{
    if (!outcome.cleared) {
        return {MessageKind::Error, CacheClearing::tr("The feature cache could not be cleared. %1")
                                        .arg(Format::error(outcome.cleared.error()))};
    }
    return {MessageKind::Info,
            CacheClearing::tr("The feature cache is empty; %1 are free again. A run that needs "
                              "features computes them anew.")
                .arg(Format::bytes(outcome.before))};
}

} // namespace

void clearFeatureCache(QObject* context, Workbench& workbench)
{
    Job::run<Outcome>(
        context,
        [](std::stop_token, const ProgressCallback&) {
            const auto cache = FeatureCache::standard();
            const auto before = cache.usedBytes();
            return Outcome{before, cache.clear()};
        },
        [&workbench](const Outcome& outcome) { workbench.post(messageOf(outcome)); });
}

} // namespace weft

#include "app/cli/data_opening.h"

#include "app/cli/interrupt.h"
#include "app/cli/progress_bar.h"

#include <stop_token>

namespace weft::cli {

Result<DataSource> openData(const RunConfig& config, bool json)
{
    ProgressBar bar(barsFit(json));
    std::stop_source stop;
    const InterruptWatch watch([&stop] { stop.request_stop(); });
    return openDataSource(config.data.source,
                          {.valFraction = config.data.valFraction, .seed = config.train.seed},
                          stop.get_token(), [&bar](const Progress& progress) {
                              bar.update("reading images", progress.done, progress.total);
                          });
}

} // namespace weft::cli

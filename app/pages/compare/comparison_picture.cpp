#include "app/pages/compare/comparison_picture.h"

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/pages/compare/result_card.h"
#include "app/session/workbench.h"

#include "core/base/atomic_file.h"
#include "core/compare/comparison_table.h"

#include <QPixmap>
#include <QString>

namespace weft {

namespace {

constexpr int width = 1200;
/// More than each configuration takes in chart and table, and what stands around them.
constexpr int heightOfRow = 100;
constexpr int heightAround = 400;

} // namespace

int drawComparison(const QString& folder, const QString& file)
{
    const auto comparison = Comparison::open(folder.toStdString());
    if (!comparison) {
        return cli::fail(comparison.error(), cli::Failure);
    }
    Workbench workbench;
    ResultCard card(workbench);
    card.setComparison(*comparison, tabulate(*comparison, classesOf(*comparison)));
    card.resize(width,
                heightAround + heightOfRow * static_cast<int>(comparison->plan().configs.size()));
    (void)card.grab(); // Lays it out without a window.
    const auto written = writeFileAtomically(file.toStdString(), card.picture().toStdString());
    return written ? cli::Success : cli::fail(written.error(), cli::Failure);
}

} // namespace weft

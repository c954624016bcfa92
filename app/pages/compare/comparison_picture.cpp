#include "app/pages/compare/comparison_picture.h"

#include "app/pages/compare/result_card.h"
#include "app/session/file_saving.h"
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

Result<void> drawComparison(const QString& folder, const QString& file)
{
    const auto comparison = Comparison::open(folder.toStdString());
    if (!comparison) {
        return comparison.error();
    }
    Workbench workbench;
    ResultCard card(workbench);
    card.setComparison(*comparison, tabulate(*comparison, classesOf(*comparison)));
    card.resize(width,
                heightAround + heightOfRow * static_cast<int>(comparison->plan().configs.size()));
    (void)card.grab(); // Lays it out without a window.
    return writeFileAtomically(file.toStdString(), toPng(card.picture()).toStdString());
}

} // namespace weft

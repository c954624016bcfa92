#include "app/pages/train/plot_saver.h"

#include "app/pages/save_dialog.h"
#include "app/session/file_saving.h"
#include "app/session/workbench.h"

#include "widgets/plots/curve_csv.h"

namespace weft {

namespace {

constexpr double pictureScale = 2;

} // namespace

PlotSaver::PlotSaver(Workbench& workbench, QObject* parent)
    : QObject(parent)
    , m_workbench(workbench)
{
}

void PlotSaver::ask(PlotCard& card, PlotCard::FileKind kind, const QString& stem)
{
    const bool png = kind == PlotCard::FileKind::Png;
    askWhereToSave(&card, m_workbench.settings(),
                   {tr("Save the plot"),
                    stem + (png ? QLatin1String(".png") : QLatin1String(".csv")),
                    png ? tr("Pictures (*.png)") : tr("Tables (*.csv)")},
                   [this, &card, kind](const QString& file) { save(card, kind, file); });
}

void PlotSaver::save(PlotCard& card, PlotCard::FileKind kind, const QString& file)
{
    // The picture has to be drawn in the window's thread; encoding and writing need not.
    std::function<QByteArray()> content;
    if (kind == PlotCard::FileKind::Png) {
        content = [picture = card.plot().picture(pictureScale)] { return toPng(picture); };
    } else {
        content = [tables = card.plot().tables()] { return curvesToCsv(tables); };
    }
    saveInBackground(this, m_workbench, file, std::move(content));
}

} // namespace weft

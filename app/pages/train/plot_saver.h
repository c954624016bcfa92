#pragma once

#include "app/pages/train/plot_card.h"

#include <QObject>
#include <QString>

namespace weft {

class Workbench;

/// Saves plots: asks where, writes in the background, tells the message bar how it went.
class PlotSaver : public QObject
{
    Q_OBJECT
public:
    explicit PlotSaver(Workbench& workbench, QObject* parent = nullptr);

    /// stem: of the file name that is proposed, such as "quick-digits-04 loss".
    void ask(PlotCard& card, PlotCard::FileKind kind, const QString& stem);

    /// A PNG at twice the plot's size, or the values as CSV.
    void save(PlotCard& card, PlotCard::FileKind kind, const QString& file);

private:
    Workbench& m_workbench;
};

} // namespace weft

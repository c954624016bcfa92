#include "widgets/runs/network_title.h"

#include "core/model/network_description.h"

#include <QCoreApplication>
#include <QStringList>

namespace weft {

QString networkTitle(const RunConfig& config)
{
    // The names do not depend on the number of classes.
    const auto network = describeNetwork(config.model, config.data.size, 2);
    if (!network) {
        return {};
    }
    QStringList names;
    for (const auto& stage : network->stages) {
        if (stage.kind == StageKind::Backbone || stage.kind == StageKind::Fusion ||
            stage.kind == StageKind::BiLstm || stage.kind == StageKind::Head ||
            stage.kind == StageKind::Hidden) {
            names.append(QString::fromStdString(stage.name)
                             .replace(QLatin1String(" x "), QStringLiteral(" × ")));
            if (stage.kind == StageKind::Backbone && !config.model.widths.empty()) {
                names.back() = QCoreApplication::translate("weft::NetworkTitle", "%1, pruned")
                                   .arg(names.back());
            }
        }
    }
    return names.join(QLatin1String(" + "));
}

} // namespace weft

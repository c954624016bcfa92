#include "app/window/places.h"

#include "app/pages/classify_page.h"
#include "app/pages/cluster_page.h"
#include "app/pages/compare_page.h"
#include "app/pages/configure_page.h"
#include "app/pages/data_page.h"
#include "app/pages/export_page.h"
#include "app/pages/inspect_page.h"
#include "app/pages/runs_page.h"
#include "app/pages/train_page.h"

namespace weft {

namespace {

template <typename T>
Page* make(Workbench& workbench, QWidget* parent)
{
    return new T(workbench, parent);
}

} // namespace

const std::array<Place, 9>& places()
{
    static constexpr std::array<Place, 9> all{{
        {PageId::Data, "data", "dataPlace", make<DataPage>},
        {PageId::Configure, "configure", "configurePlace", make<ConfigurePage>},
        {PageId::Train, "train", "trainPlace", make<TrainPage>},
        {PageId::Inspect, "inspect", "inspectPlace", make<InspectPage>},
        {PageId::Classify, "classify", "classifyPlace", make<ClassifyPage>},
        {PageId::Runs, "runs", "runsPlace", make<RunsPage>},
        {PageId::Compare, "compare", "comparePlace", make<ComparePage>},
        {PageId::Export, "export", "exportPlace", make<ExportPage>},
        {PageId::Cluster, "cluster", "clusterPlace", make<ClusterPage>},
    }};
    return all;
}

PageId placeFor(const QString& key)
{
    for (const auto& place : places()) {
        if (key == QLatin1String(place.key)) {
            return place.id;
        }
    }
    return PageId::Data;
}

} // namespace weft

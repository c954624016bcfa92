#include "app/window/places.h"

#include "app/pages/page.h"

#if __has_include("app/pages/classify_page.h")
#include "app/pages/classify_page.h"
#else
namespace weft {
struct ClassifyPage : Page
{
    ClassifyPage(Workbench&, QWidget* p)
        : Page(p)
    {
    }
    QString heading() const override { return "Classify"; }
    QString subheading() const override { return {}; }
};
} // namespace weft
#endif
#if __has_include("app/pages/configure_page.h")
#include "app/pages/configure_page.h"
#else
namespace weft {
struct ConfigurePage : Page
{
    ConfigurePage(Workbench&, QWidget* p)
        : Page(p)
    {
    }
    QString heading() const override { return "Configure"; }
    QString subheading() const override { return {}; }
};
} // namespace weft
#endif
#if __has_include("app/pages/data_page.h")
#include "app/pages/data_page.h"
#else
namespace weft {
struct DataPage : Page
{
    DataPage(Workbench&, QWidget* p)
        : Page(p)
    {
    }
    QString heading() const override { return "Data"; }
    QString subheading() const override { return {}; }
};
} // namespace weft
#endif
#if __has_include("app/pages/inspect_page.h")
#include "app/pages/inspect_page.h"
#else
namespace weft {
struct InspectPage : Page
{
    InspectPage(Workbench&, QWidget* p)
        : Page(p)
    {
    }
    QString heading() const override { return "Inspect"; }
    QString subheading() const override { return {}; }
};
} // namespace weft
#endif
#if __has_include("app/pages/runs_page.h")
#include "app/pages/runs_page.h"
#else
namespace weft {
struct RunsPage : Page
{
    RunsPage(Workbench&, QWidget* p)
        : Page(p)
    {
    }
    QString heading() const override { return "Runs"; }
    QString subheading() const override { return {}; }
};
} // namespace weft
#endif
#if __has_include("app/pages/train_page.h")
#include "app/pages/train_page.h"
#else
namespace weft {
struct TrainPage : Page
{
    TrainPage(Workbench&, QWidget* p)
        : Page(p)
    {
    }
    QString heading() const override { return "Train"; }
    QString subheading() const override { return {}; }
};
} // namespace weft
#endif

namespace weft {

namespace {

template <typename T>
Page* make(Workbench& workbench, QWidget* parent)
{
    return new T(workbench, parent);
}

} // namespace

const std::array<Place, 6>& places()
{
    static constexpr std::array<Place, 6> all{{
        {PageId::Data, "data", "dataPlace", make<DataPage>},
        {PageId::Configure, "configure", "configurePlace", make<ConfigurePage>},
        {PageId::Train, "train", "trainPlace", make<TrainPage>},
        {PageId::Inspect, "inspect", "inspectPlace", make<InspectPage>},
        {PageId::Classify, "classify", "classifyPlace", make<ClassifyPage>},
        {PageId::Runs, "runs", "runsPlace", make<RunsPage>},
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

#include "app/pages/classify_detail.h"

#include "app/pages/head_chooser.h"
#include "app/session/job.h"

#include "widgets/heatmap/heatmap_view.h"
#include "widgets/images/image_convert.h"
#include "widgets/images/probability_bars.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include "core/inspect/heat_map.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace weft {

namespace {

constexpr int pictureSide = 1024;

} // namespace

ClassifyDetail::ClassifyDetail(QWidget* parent)
    : Card(parent)
    , m_view(new HeatMapView(this))
    , m_heads(new HeadChooser(this))
    , m_mapText(new QLabel(this))
    , m_problem(new QLabel(this))
    , m_bars(new ProbabilityBars(this))
{
    m_view->setObjectName(QStringLiteral("classifyHeatMap"));
    m_heads->setObjectName(QStringLiteral("classifyHeads"));
    m_bars->setObjectName(QStringLiteral("classifyBars"));
    m_problem->setObjectName(QStringLiteral("classifyProblem"));
    m_mapText->setProperty("role", "secondary");
    m_mapText->setObjectName(QStringLiteral("classifyMapText"));
    m_mapText->setWordWrap(true);
    m_problem->setProperty("role", "warning");
    m_problem->setWordWrap(true);
    addHeaderWidget(m_heads);
    body()->addWidget(m_view, 1);
    body()->addWidget(m_mapText);
    body()->addWidget(m_problem);
    body()->addSpacing(metrics::unit);
    body()->addWidget(m_bars);
    connect(m_heads, &HeadChooser::headChosen, this, [this] {
        takePicture(m_view->picture());
        retranslate();
    });
    clear();
}

void ClassifyDetail::clear()
{
    if (m_reading) {
        m_reading->cancel();
    }
    m_image = {};
    m_loaded.clear();
    m_view->setPicture({});
    m_bars->setBars({});
    m_heads->hide();
    retranslate();
}

void ClassifyDetail::showImage(const ClassifiedImage& image, const ResultModel& names)
{
    m_image = image;
    QVector<ProbabilityBar> bars;
    if (image.state == ResultState::Done) {
        for (const auto& entry : image.classification.top) {
            bars.append(
                {names.className(entry.index), static_cast<double>(entry.probability), false});
        }
    }
    m_bars->setBars(bars);
    if (image.state == ResultState::Done) {
        const auto& map = image.classification.heatMap;
        m_heads->setHeads(map ? static_cast<int>(map->heads.size()) : 0);
    } else {
        m_heads->hide(); // The choice stays for the next that is done.
    }
    const QString key = image.file.isEmpty() ? image.name : image.file;
    if (key == m_loaded && !m_view->picture().isNull()) {
        takePicture(m_view->picture());
    } else {
        m_loaded = key;
        takePicture(image.thumbnail);
        loadPicture(image);
    }
    retranslate();
}

void ClassifyDetail::loadPicture(const ClassifiedImage& image)
{
    if (m_reading) {
        m_reading->cancel();
        m_reading.clear();
    }
    if (!image.pasted.isNull()) {
        takePicture(image.pasted);
        return;
    }
    m_reading = Job::run<QImage>(
        this,
        [file = image.file](const std::stop_token&, const ProgressCallback&) {
            const auto read = readImage(file.toStdString());
            return read.ok() ? toQImage(thumbnail(*read, pictureSide)) : QImage();
        },
        [this](const QImage& picture) {
            m_reading.clear();
            if (!picture.isNull()) {
                takePicture(picture);
            }
        });
}

void ClassifyDetail::takePicture(const QImage& picture)
{
    m_view->setPicture(picture);
    if (const auto& map = m_image.classification.heatMap;
        map && m_image.state == ResultState::Done) {
        m_view->setHeatMap(mapOfHead(*map, m_heads->head()), m_image.crop);
    }
}

void ClassifyDetail::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void ClassifyDetail::retranslate()
{
    const bool failed = m_image.state == ResultState::Failed;
    setTitle(m_image.name.isEmpty() ? tr("Image") : m_image.name);
    m_view->setPlaceholder(m_image.name.isEmpty()
                               ? tr("Choose an image in the table to see where the network looked.")
                               : QString());
    const auto& map = m_image.classification.heatMap;
    const bool unexplained = !map && m_image.state == ResultState::Done;
    m_mapText->setText(
        // Only an exported file gives none.
        unexplained ? tr("No heat map: this file has no attention, and Grad-CAM needs the "
                         "gradients of the run's own network.")
        : !map      ? QString()
        : map->kind == HeatMapKind::GradCam ? tr("Grad-CAM on the last feature grid")
        : map->heads.empty() || m_heads->head() > 0
            ? tr("Attention over the cells")
            : tr("Attention over the cells, mean of %1 heads").arg(map->heads.size()));
    m_mapText->setVisible(map.has_value() || unexplained);
    m_problem->setText(failed ? Format::error(m_image.error) : QString());
    m_problem->setVisible(failed);
    m_bars->setVisible(!m_bars->bars().isEmpty());
}

} // namespace weft

#include "app/pages/sample_preview.h"

#include "app/session/job.h"

#include "widgets/images/image_convert.h"
#include "widgets/images/paired_images.h"

#include "core/data/transforms.h"
#include "core/features/feature_cache.h"

#include <QEvent>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace weft {

namespace {

constexpr std::size_t sampleCount = 8;
constexpr int originalSide = 160;

/// What decides the pictures, but not how they are normalised.
Preprocessing preprocessingOf(const DataConfig& data)
{
    Preprocessing preprocessing;
    preprocessing.kind = data.transform;
    preprocessing.size = data.size;
    preprocessing.flip = data.flip;
    return preprocessing;
}

bool looksAlike(const RunConfig& left, const RunConfig& right)
{
    return left.data.size == right.data.size && left.data.transform == right.data.transform &&
           left.data.flip == right.data.flip && left.data.augment == right.data.augment &&
           keptViews(left) == keptViews(right) && left.train.seed == right.train.seed;
}

QVector<ImagePair> makePairs(const Dataset& images, const RunConfig& config, int epoch,
                             const std::stop_token& stop)
{
    QVector<ImagePair> pairs;
    const auto count = std::min(sampleCount, images.size());
    const int views = keptViews(config);
    for (std::size_t i = 0; i < count && !stop.stop_requested(); ++i) {
        // Evenly spaced, so that a set sorted by class shows several classes.
        const auto index = i * images.size() / count;
        const auto image = images.image(index);
        if (!image) {
            continue; // It vanished since the scan; the training will say so.
        }
        const int view = views > 0 ? (epoch - 1) % views + 1 : epoch;
        const RandomStream random(config.train.seed, static_cast<std::uint64_t>(view), index);
        const auto preprocessing = preprocessingOf(config.data);
        pairs.append({toQImage(thumbnail(*image, originalSide)),
                      toQImage(config.data.augment ? trainingView(*image, preprocessing, random)
                                                   : evaluationView(*image, preprocessing)),
                      QString::fromStdString(images.name(index))});
    }
    return pairs;
}

} // namespace

SamplePreview::SamplePreview(QWidget* parent)
    : Card(parent)
    , m_images(new PairedImages(this))
    , m_nextEpoch(new QPushButton(this))
{
    m_images->setObjectName(QStringLiteral("samplePreview"));
    m_nextEpoch->setObjectName(QStringLiteral("nextEpochButton"));
    m_nextEpoch->setProperty("flat", true);
    m_nextEpoch->setEnabled(false);
    addHeaderWidget(m_nextEpoch);
    body()->addWidget(m_images, 1);
    m_settle.setSingleShot(true);
    m_settle.setInterval(200);
    connect(&m_settle, &QTimer::timeout, this, &SamplePreview::load);
    connect(m_nextEpoch, &QPushButton::clicked, this, [this] {
        ++m_epoch;
        load();
    });
    retranslate();
}

void SamplePreview::setSource(std::shared_ptr<const DataSource> source)
{
    m_source = std::move(source);
    m_epoch = 1;
    m_images->setPairs({});
    m_nextEpoch->setEnabled(m_source != nullptr);
    m_settle.start();
    retranslate();
}

void SamplePreview::setConfig(const RunConfig& config)
{
    const bool alike = looksAlike(config, m_config);
    m_config = config;
    if (!alike) {
        m_settle.start();
    }
}

void SamplePreview::load()
{
    if (m_job) {
        m_job->cancel();
    }
    if (!m_source) {
        return;
    }
    m_job = Job::run<QVector<ImagePair>>(
        this,
        [source = m_source, config = m_config, epoch = m_epoch](std::stop_token stop,
                                                                const ProgressCallback&) {
            return makePairs(*source->train, config, epoch, stop);
        },
        [this](QVector<ImagePair> pairs) {
            m_images->setPairs(std::move(pairs));
            showEpoch();
        });
}

void SamplePreview::showEpoch()
{
    m_images->setCaptions(tr("As they are"), tr("As epoch %1 shows them").arg(m_epoch));
}

void SamplePreview::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    Card::changeEvent(event);
}

void SamplePreview::retranslate()
{
    setTitle(tr("As the network sees them"));
    m_nextEpoch->setText(tr("Next epoch"));
    m_nextEpoch->setToolTip(tr("Draw the random choices of the next epoch"));
    m_images->setPlaceholder(m_source ? tr("Reading images…")
                                      : tr("Training images appear here once they are chosen."));
    showEpoch();
}

} // namespace weft

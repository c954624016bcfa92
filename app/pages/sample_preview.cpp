#include "app/pages/sample_preview.h"

#include "app/session/job.h"

#include "widgets/images/image_convert.h"
#include "widgets/images/paired_images.h"

#include "core/config/training_phase.h"
#include "core/data/batch_loader.h"
#include "core/data/dataset.h"
#include "core/data/preprocessing.h"
#include "core/data/transforms.h"
#include "core/features/feature_cache.h"
#include "core/train/mixing.h"
#include "core/train/random_purpose.h"

#include <QEvent>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <span>
#include <vector>

namespace weft {

namespace {

constexpr std::size_t sampleCount = 8;
constexpr std::size_t statisticsFrom = 64;
constexpr int originalSide = 160;
constexpr std::size_t mixedFrom = 4; ///< Images of a batch of which one is shown.

/// As the training makes it, but for the statistics of small pictures, which are those of some of
/// them: nothing shows of these but the colour of what is erased.
Preprocessing preprocessingOf(const DataConfig& data, const DatasetPtr& images,
                              const std::stop_token& stop)
{
    std::vector<std::size_t> some(std::min(statisticsFrom, images->size()));
    for (std::size_t i = 0; i < some.size(); ++i) {
        some[i] = i * images->size() / some.size();
    }
    const auto made = makePreprocessing(data, DatasetSubset(images, std::move(some)), stop);
    Preprocessing plain;
    plain.kind = data.transform;
    plain.size = data.size;
    plain.flip = data.flip;
    return made ? *made : plain;
}

bool looksAlike(const RunConfig& left, const RunConfig& right)
{
    return left.data.size == right.data.size && left.data.transform == right.data.transform &&
           left.data.flip == right.data.flip && left.data.augment == right.data.augment &&
           augmentationOf(left.data) == augmentationOf(right.data) &&
           left.train.mixup == right.train.mixup && left.train.cutmix == right.train.cutmix &&
           left.train.freeze == right.train.freeze &&
           left.train.unfreezeEpoch == right.train.unfreezeEpoch &&
           left.data.cachedViews == right.data.cachedViews && left.train.seed == right.train.seed;
}

/// Evenly spaced, so that a set sorted by class shows several classes.
std::vector<std::size_t> samplesOf(const Dataset& images)
{
    const auto count = std::min(sampleCount, images.size());
    std::vector<std::size_t> samples(count);
    for (std::size_t i = 0; i < count; ++i) {
        samples[i] = i * images.size() / count;
    }
    return samples;
}

/// The samples as a batch of the training in that epoch, mixed where batches are: by the loader and
/// the mixing of the training itself. A sample that cannot be read is left out.
Batch batchOf(const DatasetPtr& images, const RunConfig& config, const Preprocessing& preprocessing,
              const std::vector<std::size_t>& samples, int epoch)
{
    LoaderOptions options;
    options.batch = samples.size();
    options.order = samples;
    options.augment = config.data.augment;
    options.further = augmentationOf(config.data);
    options.seed = config.train.seed;
    options.epoch = static_cast<std::uint64_t>(epoch);
    options.viewEpoch = static_cast<std::uint64_t>(keptViewEpoch(config, epoch));
    BatchLoader loader(images, preprocessing, options);
    auto batch = loader.next().value_or(Batch{});
    if (mixesIn(config.train, epoch)) {
        [[maybe_unused]] const auto labels =
            mixBatch(batch, config.data.size, config.train.mixup, config.train.cutmix,
                     streamFor(config.train.seed, RandomPurpose::Mixing, epoch));
    }
    return batch;
}

QImage pictureOf(const Batch& batch, std::size_t place, const Preprocessing& preprocessing)
{
    const auto floats = batch.pixels.size() / batch.count;
    return toQImage(
        denormalized(std::span(batch.pixels).subspan(place * floats, floats), preprocessing));
}

QVector<ImagePair> makePairs(const DatasetPtr& images, const RunConfig& config, int epoch,
                             const std::stop_token& stop)
{
    QVector<ImagePair> pairs;
    const auto samples = samplesOf(*images);
    if (samples.empty()) {
        return pairs;
    }
    const auto preprocessing = preprocessingOf(config.data, images, stop);
    const auto batch = batchOf(images, config, preprocessing, samples, epoch);
    for (std::size_t place = 0; place < batch.count && !stop.stop_requested(); ++place) {
        const auto index = batch.indices[place];
        const auto image = images->image(index);
        if (image) { // Else it vanished since the scan; the training will say so.
            pairs.append({toQImage(thumbnail(*image, originalSide)),
                          pictureOf(batch, place, preprocessing),
                          QString::fromStdString(images->name(index))});
        }
    }
    return pairs;
}

/// The first sample in the epochs from one on: sampleCount of them above, as many below.
QVector<ImagePair> makeViews(const DatasetPtr& images, const RunConfig& config, int epoch,
                             const std::stop_token& stop)
{
    auto samples = samplesOf(*images);
    const int last = epoch + 2 * static_cast<int>(sampleCount) - 1;
    samples.resize(std::min(samples.size(), mixesIn(config.train, last) ? mixedFrom : 1));
    const auto preprocessing = preprocessingOf(config.data, images, stop);
    const auto view = [&](int number) {
        const auto batch = batchOf(images, config, preprocessing, samples, number);
        const bool first = batch.count > 0 && batch.indices.front() == samples.front();
        return first ? pictureOf(batch, 0, preprocessing) : QImage();
    };
    constexpr auto columns = static_cast<int>(sampleCount);
    QVector<ImagePair> pairs;
    for (int i = 0; i < columns && !samples.empty() && !stop.stop_requested(); ++i) {
        pairs.append({view(epoch + i), view(epoch + columns + i),
                      QString::fromStdString(images->name(samples.front()))});
    }
    return pairs;
}

} // namespace

SamplePreview::SamplePreview(QWidget* parent)
    : Card(parent)
    , m_images(new PairedImages(this))
    , m_oneImage(new QPushButton(this))
    , m_nextEpoch(new QPushButton(this))
{
    m_images->setObjectName(QStringLiteral("samplePreview"));
    m_nextEpoch->setObjectName(QStringLiteral("nextEpochButton"));
    m_nextEpoch->setProperty("flat", true);
    m_nextEpoch->setEnabled(false);
    m_oneImage->setObjectName(QStringLiteral("oneImageButton"));
    m_oneImage->setProperty("flat", true);
    m_oneImage->setCheckable(true);
    m_oneImage->setEnabled(false);
    addHeaderWidget(m_oneImage);
    addHeaderWidget(m_nextEpoch);
    body()->addWidget(m_images, 1);
    m_settle.setSingleShot(true);
    m_settle.setInterval(200);
    connect(&m_settle, &QTimer::timeout, this, &SamplePreview::load);
    connect(m_oneImage, &QPushButton::toggled, this, [this] {
        retranslate();
        load();
    });
    connect(m_nextEpoch, &QPushButton::clicked, this, [this] {
        m_epoch += m_oneImage->isChecked() ? 2 * static_cast<int>(sampleCount) : 1;
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
    m_oneImage->setEnabled(m_source != nullptr);
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
        [source = m_source, config = m_config, epoch = m_epoch,
         one = m_oneImage->isChecked()](std::stop_token stop, const ProgressCallback&) {
            return one ? makeViews(source->train, config, epoch, stop)
                       : makePairs(source->train, config, epoch, stop);
        },
        [this](QVector<ImagePair> pairs) {
            m_images->setPairs(std::move(pairs));
            showEpoch();
        });
}

void SamplePreview::showEpoch()
{
    if (!m_oneImage->isChecked()) {
        m_images->setCaptions(tr("As they are"), tr("As epoch %1 shows them").arg(m_epoch));
        return;
    }
    constexpr auto columns = static_cast<int>(sampleCount);
    const auto caption = [](int first) {
        return tr("One image in epochs %1 to %2").arg(first).arg(first + columns - 1);
    };
    m_images->setCaptions(caption(m_epoch), caption(m_epoch + columns));
}

QSize SamplePreview::sizeHint() const
{
    return {Card::sizeHint().width(), minimumSizeHint().height()};
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
    m_oneImage->setText(m_oneImage->isChecked() ? tr("Several images") : tr("One image"));
    m_oneImage->setToolTip(tr("One image as many epochs will see it, or several in one epoch"));
    m_nextEpoch->setText(m_oneImage->isChecked() ? tr("Next epochs") : tr("Next epoch"));
    m_nextEpoch->setToolTip(tr("Draw the random choices of the next epoch"));
    m_images->setPlaceholder(m_source ? tr("Reading images…")
                                      : tr("Training images appear here once they are chosen."));
    showEpoch();
}

} // namespace weft

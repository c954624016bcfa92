#include "core/base/process.h"
#include "core/config/training_phase.h"
#include "core/store/module_state_p.h"
#include "core/store/weights_fingerprint_p.h"
#include "core/train/cached_feed_p.h"
#include "core/train/feature_key_p.h"
#include "core/train/feature_source_p.h"
#include "core/train/trainer_p.h"

#include <algorithm>
#include <sstream>
#include <utility>

namespace weft {

namespace {

/// Nothing where nothing is done, so that what older versions kept stays known.
std::string variationKey(const Augmentation& further)
{
    std::ostringstream key;
    if (further.operations > 0) {
        key << "randaugment=" << further.operations << ' ' << further.magnitude << '\n';
    }
    if (further.erasing > 0) {
        key << std::hexfloat << "erasing=" << further.erasing << '\n';
    }
    return key.str();
}

} // namespace

/// Images through the trunk; what comes out is kept where part is not null.
class FeatureSource::TrunkFeed final : public StepFeed
{
public:
    TrunkFeed(FeatureSource& source, Part* part, const DatasetPtr& images,
              const LoaderOptions& options)
        : m_source(source)
        , m_part(part)
        , m_loader(images, source.m_input.preprocessing, options)
    {
    }

    std::optional<StepInput> next() override
    {
        auto batch = m_loader.next();
        if (!batch) {
            return std::nullopt;
        }
        StepInput input{std::move(*batch), {}, false};
        if (input.batch.count > 0) {
            m_source.m_trunk.turnIntoFeatures(input, m_source.m_input.preprocessing.size);
            if (m_part != nullptr) {
                m_source.keep(*m_part, input);
            }
        }
        return input;
    }

private:
    FeatureSource& m_source;
    Part* m_part;
    BatchLoader m_loader;
};

FeatureSource::FeatureSource(const TrainingInput& input, Classifier& model, c10::Device device,
                             ProblemReport report, FeatureCache cache)
    : m_input(input)
    , m_model(model)
    , m_device(device)
    , m_report(std::move(report))
    , m_trunk(model, input.config.train.precision, device)
    , m_cache(std::move(cache))
{
    const auto& config = input.config;
    const auto bytes = weft::featureBytes(config, input.train->size(), input.validation->size());
    if (bytes == 0) {
        return;
    }
    if (bytes > m_cache.limit) {
        // Views that push each other out would be computed anew in every epoch.
        giveUp(m_validation, m_cache.makeRoom(bytes).error());
        return;
    }
    m_bytes = bytes;
    const auto common = featureKey(input, weightsFingerprint(moduleState(model->backbone())),
                                   device, computeEnvironment());
    m_views.resize(static_cast<std::size_t>(keptViews(config)));
    for (std::size_t view = 0; view < m_views.size(); ++view) {
        auto loading = trainingLoader(input, static_cast<int>(view) + 1, 0);
        std::ostringstream about;
        about << common << "part=training\n";
        if (loading.augment) {
            about << "view=" << loading.viewEpoch << "\nseed=" << loading.seed
                  << "\nflip=" << input.preprocessing.flip << '\n'
                  << variationKey(loading.further);
        }
        addPart(m_views[view], input.train, loading, about.str());
    }
    addPart(m_validation, input.validation, validationLoader(input), common + "part=validation\n");
}

FeatureSource::~FeatureSource() = default;

void FeatureSource::addPart(Part& part, DatasetPtr images, LoaderOptions loading,
                            const std::string& about)
{
    part.images = std::move(images);
    part.loading = std::move(loading);
    part.loading.share = {}; // A file has all of them.
    part.key = about;
}

void FeatureSource::removeKept()
{
    if (m_views.empty()) {
        return;
    }
    for (const auto& view : m_views) {
        m_cache.remove(view.key);
    }
    m_cache.remove(m_validation.key);
}

std::unique_ptr<StepFeed> FeatureSource::training(int epoch, std::size_t firstStep,
                                                  const std::stop_token& stop)
{
    auto* const part =
        m_views.empty() ? nullptr : &m_views[static_cast<std::size_t>(epoch - 1) % m_views.size()];
    return feed(part, m_input.train, trainingLoader(m_input, epoch, firstStep), stop);
}

std::unique_ptr<StepFeed> FeatureSource::validation(const std::stop_token& stop)
{
    return feed(m_views.empty() ? nullptr : &m_validation, m_input.validation,
                validationLoader(m_input), stop);
}

std::unique_ptr<StepFeed> FeatureSource::feed(Part* part, const DatasetPtr& images,
                                              const LoaderOptions& options,
                                              const std::stop_token& stop)
{
    m_current = part;
    m_use = FeatureUse::None;
    if (part == nullptr) {
        return std::make_unique<TrunkFeed>(*this, nullptr, images, options);
    }
    if (part->file && !part->file->intact()) {
        part->file.reset();
        part->sought = false;
    }
    if (!part->sought) {
        seek(*part, stop);
    }
    if (!part->file) {
        m_use = part->writer ? FeatureUse::Computing : FeatureUse::None;
        return std::make_unique<TrunkFeed>(*this, part, images, options);
    }
    m_use = FeatureUse::Cached;
    FeatureCache::touch(m_cache.fileFor(part->key));
    const auto fallback = [this, images, options](std::size_t firstBatch) {
        m_use = FeatureUse::None;
        auto rest = options;
        rest.firstBatch = firstBatch;
        return std::make_unique<TrunkFeed>(*this, nullptr, images, rest);
    };
    return std::make_unique<CachedFeed>(part->file, images, options, fallback);
}

/// Takes the file from the cache, or begins it.
void FeatureSource::seek(Part& part, const std::stop_token& stop)
{
    const auto layout = featureLayout(m_input.config, part.images->size());
    auto file = FeatureFile::open(m_cache.fileFor(part.key), part.key, layout, stop);
    if (file) {
        part.file = std::make_shared<const FeatureFile>(std::move(*file));
        part.sought = true;
        return;
    }
    if (file.error().code == ErrorCode::Cancelled) {
        return;
    }
    // Whatever it is that cannot be read there, the new file takes its place.
    part.sought = true;
    if (auto room = m_cache.makeRoom(layout.dataBytes()); !room) {
        giveUp(part, room.error());
        return;
    }
    auto writer = FeatureFileWriter::begin(m_cache.folder, part.key, layout);
    if (!writer) {
        giveUp(part, writer.error());
        return;
    }
    part.writer = std::make_unique<FeatureFileWriter>(std::move(*writer));
}

void FeatureSource::keep(Part& part, const StepInput& input)
{
    if (!part.writer) {
        return;
    }
    const auto features = input.features.cpu();
    const auto bytes = part.writer->layout().recordBytes();
    const auto* row = static_cast<const char*>(features.data_ptr());
    for (const auto sample : input.batch.indices) {
        if (auto written = part.writer->write(sample, {row, bytes}); !written) {
            giveUp(part, written.error());
            return;
        }
        row += bytes;
    }
}

bool FeatureSource::settle(int epoch)
{
    if (m_current == nullptr || !m_current->writer) {
        return false;
    }
    auto& part = *m_current;
    if (!part.remainder) {
        part.order = part.writer->missing();
        part.settled = 0;
        const auto views = &part == &m_validation ? 1 : static_cast<int>(m_views.size());
        const bool needed = epoch + views <= m_input.config.train.epochs &&
                            backboneFrozenIn(m_input.config.train, epoch + views);
        // A run that was resumed in its last epoch would compute what nobody asks for.
        if (part.order.size() > part.loading.batch && !needed) {
            return false;
        }
        if (part.order.empty()) {
            finish(part);
            return false;
        }
        auto loading = part.loading;
        loading.order = part.order;
        loading.shuffle = loading.dropLast = false;
        part.remainder = std::make_unique<BatchLoader>(part.images, m_input.preprocessing, loading);
    }
    auto batch = part.remainder->next();
    if (!batch) {
        part.remainder.reset();
        finish(part);
        return false;
    }
    const auto planned = std::min(part.loading.batch, part.order.size() - part.settled);
    auto failure = batch->failures.begin();
    auto loaded = batch->indices.begin();
    for (std::size_t i = 0; i < planned; ++i) {
        const auto sample = part.order[part.settled + i];
        if (loaded != batch->indices.end() && *loaded == sample) {
            ++loaded;
        } else if (failure != batch->failures.end()) {
            part.writer->leaveOut(sample, *failure++);
        }
    }
    part.settled += planned;
    StepInput input{std::move(*batch), {}, false};
    if (input.batch.count > 0) {
        m_trunk.turnIntoFeatures(input, m_input.preprocessing.size);
        keep(part, input);
    }
    return part.writer != nullptr;
}

void FeatureSource::finish(Part& part)
{
    auto file = part.writer->finish(m_cache.fileFor(part.key));
    if (!file) {
        giveUp(part, file.error());
        return;
    }
    part.writer.reset();
    part.file = std::make_shared<const FeatureFile>(std::move(*file));
}

void FeatureSource::giveUp(Part& part, const Error& why)
{
    part.remainder.reset();
    part.writer.reset();
    m_use = FeatureUse::None;
    if (std::exchange(m_gaveUp, true)) {
        return; // The other views' reason is the same disk.
    }
    m_report({why.code, why.subject,
              "the features are not kept, so that every epoch computes them anew: " + why.reason});
}

} // namespace weft

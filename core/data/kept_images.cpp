#include "core/data/kept_images.h"

#include "core/base/process.h"
#include "core/data/view.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace weft {

KeptImages::KeptImages(DatasetPtr base, const Preprocessing& preprocessing, KeptForm form,
                       std::uint64_t limit)
    : m_base(std::move(base))
    , m_preprocessing(preprocessing)
    , m_form(form)
    , m_limit(limit)
    , m_kept(m_base->size())
{
}

Result<Image> KeptImages::image(std::size_t index) const
{
    return m_base->image(index);
}

std::optional<ImageSize> KeptImages::imageSize(std::size_t index) const
{
    return m_base->imageSize(index);
}

Result<ImagePart> KeptImages::part(std::size_t index, const ChoosePart& choose) const
{
    if (m_form == KeptForm::View) {
        return viewPart(index, choose);
    }
    auto kept = find(index);
    if (!kept.pixels) {
        auto image = m_base->image(index);
        if (!image) {
            return image.error();
        }
        kept.pixels = std::make_shared<const Image>(std::move(*image));
        keep(index, kept);
    }
    return partOf(kept.pixels, choose);
}

/// The view stands for the part that it was drawn from: drawn once more it stays as it is, but for
/// what the caller's plan moves and mirrors.
Result<ImagePart> KeptImages::viewPart(std::size_t index, const ChoosePart& choose) const
{
    auto kept = find(index);
    if (!kept.pixels) {
        const auto part = m_base->part(index, [&](ImageSize size) {
            kept.original = size;
            return partFor(evaluationPlan(size, m_preprocessing), m_preprocessing);
        });
        if (!part) {
            return part.error();
        }
        const auto plan = evaluationPlan(kept.original, m_preprocessing);
        kept.pixels = std::make_shared<const Image>(drawView(*part, plan, m_preprocessing));
        keep(index, kept);
    }
    const auto wanted = choose(kept.original).part;
    const auto own = evaluationPlan(kept.original, m_preprocessing).part;
    if (wanted != own) {
        return m_base->part(index, choose);
    }
    const double side = m_preprocessing.size;
    return ImagePart{kept.pixels, {0, 0, side, side}};
}

KeptImages::Kept KeptImages::find(std::size_t index) const
{
    const std::scoped_lock lock(m_mutex);
    return m_kept[index];
}

void KeptImages::keep(std::size_t index, Kept image) const
{
    const std::scoped_lock lock(m_mutex);
    const auto bytes = image.pixels->rgb.size();
    if (!m_kept[index].pixels && m_bytes + bytes <= m_limit) {
        m_bytes += bytes;
        m_kept[index] = std::move(image);
    }
}

std::uint64_t KeptImages::keptBytes() const
{
    const std::scoped_lock lock(m_mutex);
    return m_bytes;
}

std::uint64_t keptImagesLimit()
{
    constexpr std::uint64_t most = 1ULL << 30;
    return std::min<std::uint64_t>(most, computeEnvironment().memoryBytes / 8);
}

namespace {

/// Nothing where the set need not be kept.
std::optional<std::uint64_t> bytesOf(const Dataset& images, int side, KeptForm form)
{
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < images.size(); ++i) {
        const auto size = images.imageSize(i);
        if (!size) {
            return std::nullopt;
        }
        const bool whole = form == KeptForm::Picture;
        bytes += std::uint64_t{3} * static_cast<std::uint64_t>(whole ? size->width : side) *
                 static_cast<std::uint64_t>(whole ? size->height : side);
    }
    return bytes;
}

} // namespace

RunImages keepImages(RunImages images, const Preprocessing& preprocessing, bool augment,
                     std::uint64_t limit)
{
    // The small pictures' augmentation moves and mirrors the view that evaluation shows.
    const bool crops = augment && preprocessing.kind == TransformKind::Article;
    const auto keepOne = [&](DatasetPtr& set, KeptForm form) {
        const auto bytes = bytesOf(*set, preprocessing.size, form);
        if (bytes && *bytes <= limit) {
            set = std::make_shared<KeptImages>(std::move(set), preprocessing, form, *bytes);
            limit -= *bytes;
        }
    };
    keepOne(images.train, crops ? KeptForm::Picture : KeptForm::View);
    keepOne(images.validation, KeptForm::View);
    return images;
}

} // namespace weft

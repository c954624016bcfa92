#include "core/data/batch_loader.h"
#include "core/data/view.h"
#include "core/inspect/explanation_p.h"
#include "core/train/watched_images_p.h"

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <span>

namespace weft {

namespace {

/// The images of each class that has any, each class in an order keyed by the seed.
std::vector<std::vector<std::size_t>> imagesByClass(const Dataset& dataset, std::uint64_t seed)
{
    std::vector<std::vector<std::size_t>> classes(dataset.classNames().size());
    for (const auto index : epochOrder(dataset.size(), seed, 0)) {
        classes[static_cast<std::size_t>(dataset.label(index))].push_back(index);
    }
    std::erase_if(classes, [](const auto& images) { return images.empty(); });
    return classes;
}

} // namespace

std::vector<std::size_t> chooseWatched(const Dataset& dataset, std::size_t count,
                                       std::uint64_t seed)
{
    const auto classes = imagesByClass(dataset, seed);
    const auto wanted = std::min(count, dataset.size());
    std::vector<std::size_t> chosen;
    if (classes.size() > wanted) {
        // More classes than places: evenly spaced ones, an image each.
        for (std::size_t i = 0; i < wanted; ++i) {
            chosen.push_back(classes[i * classes.size() / wanted].front());
        }
        return chosen;
    }
    for (std::size_t round = 0; chosen.size() < wanted; ++round) {
        for (const auto& images : classes) {
            if (round < images.size() && chosen.size() < wanted) {
                chosen.push_back(images[round]);
            }
        }
    }
    return chosen;
}

WatchedImages::WatchedImages(const Dataset& dataset, const Preprocessing& preprocessing,
                             const std::vector<std::size_t>& indices)
{
    const auto side = static_cast<std::int64_t>(preprocessing.size);
    const auto floats = static_cast<std::size_t>(3 * side * side);
    auto pixels = at::empty({static_cast<std::int64_t>(indices.size()), 3, side, side}, at::kFloat,
                            at::MemoryFormat::ChannelsLast);
    for (const auto index : indices) {
        const auto view = loadEvaluationView(dataset, index, preprocessing);
        if (!view) {
            continue;
        }
        float* const place = pixels.data_ptr<float>() + m_entries.size() * floats;
        normalize(*view, preprocessing, std::span(place, floats));
        m_entries.push_back({index, dataset.name(index), dataset.label(index)});
    }
    m_pixels = pixels.narrow(0, 0, static_cast<std::int64_t>(m_entries.size()));
}

void WatchedImages::keepFeatures(Classifier& model, c10::Device device)
{
    const c10::NoGradGuard noGradients;
    if (!m_entries.empty()) {
        m_features = model->extractFeatures(m_pixels.to(device));
    }
}

WatchedEvent WatchedImages::look(Classifier& model, int epoch, c10::Device device) const
{
    WatchedEvent event;
    event.epoch = epoch;
    if (m_entries.empty()) {
        return event;
    }
    const auto map = defaultHeatMap(model->config().head);
    PreparedNetwork network(model, PreparedFor::Few);
    auto seen = m_features.empty() ? explain(network, m_pixels.to(device), map)
                                   : explainFeatures(model, m_features, map);
    const auto [confidences, classes] = seen.probabilities.max(1);
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        WatchedImage image;
        image.index = m_entries[i].index;
        image.name = m_entries[i].name;
        image.label = m_entries[i].label;
        image.predicted = static_cast<int>(classes[row].item<std::int64_t>());
        image.confidence = confidences[row].item<float>();
        image.heatMap = std::move(seen.heatMaps[i]);
        event.images.push_back(std::move(image));
    }
    return event;
}

} // namespace weft

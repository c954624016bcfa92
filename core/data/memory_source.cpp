#include "core/data/memory_source.h"

#include "core/base/fingerprint.h"
#include "core/data/split.h"

#include <numeric>
#include <utility>

namespace weft {

namespace {

/// Number of each class among those that remain, or -1.
std::vector<int> renumbered(const MemoryImages& train, std::vector<std::string>& warnings)
{
    std::vector<int> numbers(train.classNames.size(), -1);
    for (const auto label : train.labels) {
        numbers[static_cast<std::size_t>(label)] = 0;
    }
    int next = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i] == 0) {
            numbers[i] = next++;
        } else {
            warnings.push_back("The class \"" + train.classNames[i] +
                               "\" has no training image; it is left out.");
        }
    }
    return numbers;
}

std::vector<std::string> remainingNames(const std::vector<std::string>& names,
                                        const std::vector<int>& numbers)
{
    std::vector<std::string> remaining;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (numbers[i] >= 0) {
            remaining.push_back(names[i]);
        }
    }
    return remaining;
}

DatasetPtr makeSet(MemoryImages images, const std::vector<int>& numbers)
{
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < images.labels.size(); ++i) {
        auto& label = images.labels[i];
        label = numbers[static_cast<std::size_t>(label)];
        if (label >= 0) {
            kept.push_back(i);
        }
    }
    images.classNames = remainingNames(images.classNames, numbers);
    const bool whole = kept.size() == images.labels.size();
    auto set = std::make_shared<MemoryDataset>(std::move(images));
    if (whole) {
        return set;
    }
    return std::make_shared<DatasetSubset>(std::move(set), std::move(kept));
}

void addToFingerprint(Fingerprint& fingerprint, const MemoryImages& images)
{
    for (const auto& name : images.classNames) {
        fingerprint.add(name);
    }
    for (const auto label : images.labels) {
        fingerprint.add(static_cast<std::uint64_t>(label));
    }
    fingerprint.add(static_cast<std::uint64_t>(images.width));
    fingerprint.add(images.pixels);
}

void holdBack(DataSource& source, const DataSourceOptions& options, Fingerprint& fingerprint)
{
    const auto all = source.train;
    std::vector<int> labels(all->size());
    for (std::size_t i = 0; i < labels.size(); ++i) {
        labels[i] = all->label(i);
    }
    auto split = stratifiedSplit(labels, options.valFraction, options.seed);
    for (const auto index : split.validation) {
        fingerprint.add(index);
    }
    source.train = std::make_shared<DatasetSubset>(all, std::move(split.train));
    source.validation = std::make_shared<DatasetSubset>(all, std::move(split.validation));
    source.split = SplitKind::Fraction;
}

} // namespace

Result<DataSource> makeMemorySource(const std::string& location, MemoryImages train,
                                    std::optional<MemoryImages> validation,
                                    const DataSourceOptions& options)
{
    DataSource source;
    source.location = location;
    source.sizes = {train.width,  train.height, train.width,
                    train.height, train.width,  train.height};
    Fingerprint fingerprint;
    addToFingerprint(fingerprint, train);
    const auto numbers = renumbered(train, source.warnings);
    source.classNames = remainingNames(train.classNames, numbers);
    if (source.classNames.size() < 2) {
        return Error{ErrorCode::Unsupported, location,
                     "there are fewer than two classes with images"};
    }
    source.train = makeSet(std::move(train), numbers);
    if (validation) {
        addToFingerprint(fingerprint, *validation);
        source.validation = makeSet(std::move(*validation), numbers);
    } else {
        holdBack(source, options, fingerprint);
    }
    if (source.validation->size() == 0) {
        return Error{ErrorCode::Unsupported, location, "there is no image to validate with"};
    }
    source.fingerprint = fingerprint.hex();
    return source;
}

} // namespace weft

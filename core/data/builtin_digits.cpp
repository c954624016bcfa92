#include "core/data/builtin_digits.h"

#include "core/data/idx_file.h"
#include "core/data/memory_source.h"

#include <cstddef>
#include <utility>

namespace weft {

namespace embedded {
extern const unsigned char digits_images[];
extern const std::size_t digits_images_size;
extern const unsigned char digits_labels[];
extern const std::size_t digits_labels_size;
} // namespace embedded

Result<DataSource> openBuiltinDigits(const DataSourceOptions& options)
{
    const std::string location = "builtin:digits";
    auto images = readIdx({embedded::digits_images, embedded::digits_images_size}, location);
    if (!images) {
        return images.error();
    }
    const auto labels = readIdx({embedded::digits_labels, embedded::digits_labels_size}, location);
    if (!labels) {
        return labels.error();
    }
    auto digits = imagesFromIdx(std::move(*images), *labels, location);
    if (!digits) {
        return digits.error();
    }
    digits->title = "digits";
    auto source = makeMemorySource(location, std::move(*digits), std::nullopt, options);
    if (source) {
        source->title = "Digits";
        source->format = "built-in";
        source->attribution = "Optical Recognition of Handwritten Digits, UCI Machine Learning "
                              "Repository; E. Alpaydin, C. Kaynak, 1998; CC BY 4.0";
    }
    return source;
}

} // namespace weft

#include "core/base/fingerprint.h"
#include "core/store/weights_fingerprint_p.h"

#include <cstdint>
#include <span>

namespace weft {

bool countsBatches(const std::string& name)
{
    return name.ends_with("num_batches_tracked");
}

std::string weightsFingerprint(const TensorMap& tensors)
{
    Fingerprint fingerprint;
    for (const auto& [name, tensor] : tensors) {
        if (countsBatches(name)) {
            continue;
        }
        fingerprint.add(name);
        for (const auto side : tensor.sizes()) {
            fingerprint.add(static_cast<std::uint64_t>(side));
        }
        const auto plain = tensor.detach().cpu().contiguous();
        fingerprint.add(
            std::span(static_cast<const std::uint8_t*>(plain.data_ptr()), plain.nbytes()));
    }
    return fingerprint.hex();
}

} // namespace weft

#include "core/base/exceptions_p.h"
#include "core/bench/bench.h"

namespace weft {

Result<void> Bench::run(const BenchRequest& request, const BenchSink& sink) const
{
    try {
        return body(request, sink);
    } catch (...) {
        return errorFromException();
    }
}

const std::vector<Bench>& benches()
{
    static const std::vector<Bench> all{
        {"peak", "the machine's own limit: matrix products and convolutions", benchPeak},
        {"lstm", "the BiLSTM alone, at the article's size unless --set says otherwise", benchLstm,
         false, true},
        {"infer", "classifying with the configured network, images one by one and in batches",
         benchInference, true, true},
        {"train", "training steps of the configured network", benchTraining},
        {"loader", "decoding and augmenting the images of a folder (--data), no network",
         benchLoader},
        {"features", "epochs with a frozen backbone: uncached, filling the cache, from the cache",
         benchFeatures},
        {"ranks", "training steps of several processes, with what their exchange costs",
         benchRanks},
    };
    return all;
}

} // namespace weft

#pragma once

#include "core/data/dataset.h"
#include "core/data/preprocessing.h"
#include "core/model/classifier_p.h"
#include "core/train/evaluator.h"
#include "core/train/step_feed_p.h"

namespace weft {

class RankTraining;

struct EvaluationOptions
{
    int batch = 128;
    int loaderThreads = 0; ///< 0 picks by the machine.
    torch::Device device = torch::kCPU;
};

/// Runs the network over a data set as a picture is classified: evaluation views, evaluation mode,
/// no gradients; autocast as the calling thread has it. loss is the mean cross-entropy without
/// label smoothing. An image that cannot be read any more is left out of every figure and predicts
/// -1. The model's mode is put back.
///
/// report and stop are looked at once a batch. Fails with Cancelled, NotFinite (the network's
/// scores are not numbers) or Unreadable (no image could be read).
[[nodiscard]] Result<Evaluation> evaluate(Classifier& model, const DatasetPtr& dataset,
                                          const Preprocessing& preprocessing,
                                          const EvaluationOptions& options = {},
                                          std::stop_token stop = {},
                                          const ProgressCallback& report = {});

/// The same over what a feed brings of a data set, whose images are size x size. With ranks, each
/// one's feed brings its share, and all get what they have seen together; stop must come to all
/// after the same batch, and NotFinite is told at the end.
[[nodiscard]] Result<Evaluation> evaluateFeed(Classifier& model, const DatasetPtr& dataset,
                                              StepFeed& feed, int size, torch::Device device,
                                              std::stop_token stop = {},
                                              const ProgressCallback& report = {},
                                              const RankTraining* ranks = nullptr);

} // namespace weft

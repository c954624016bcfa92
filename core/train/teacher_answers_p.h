#pragma once

#include "core/base/progress.h"
#include "core/train/input_source_p.h"
#include "core/train/teacher_p.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace weft {

/// A teacher's scores for what the steps of a run train on. Where an epoch shows what another one
/// shows too (images that are not varied, or the kept views of a frozen backbone, whose steps have
/// no pixels), they are computed once, ahead of the epoch, and kept in memory by view and by the
/// image's index. They are computed in the images' order and not in the steps', whose batches
/// differ from epoch to epoch: a run that is taken up again gets the same scores to the last bit.
///
/// LibTorch's exceptions pass.
class TeacherAnswers
{
public:
    /// input has a teacher, and outlives this. limit: bytes of memory for scores that could as well
    /// be computed in each step.
    TeacherAnswers(const TrainingInput& input, c10::Device device,
                   std::uint64_t limit = keptAnswersLimit());
    ~TeacherAnswers();

    /// A part of what an epoch (from 1) needs before its first step; false once there is nothing.
    [[nodiscard]] bool prepare(int epoch);
    [[nodiscard]] const Progress& prepared() const { return m_prepared; } ///< Images of this view.

    /// Scores, [N, K] float32 on the device, of the images of a step of an epoch. Fails with
    /// Unreadable where an image of which the step has no pixels could not be read ahead.
    [[nodiscard]] Result<at::Tensor> of(StepInput& input, int epoch) const;

    /// A sixteenth of the machine's memory, and at most 1 GiB.
    [[nodiscard]] static std::uint64_t keptAnswersLimit();

    /// Whether the answers that a run has to keep, because its frozen backbone's steps have no
    /// pixels, fit the memory that they may take. Fails with InvalidArgument, telling both.
    [[nodiscard]] static Result<void> checkMemory(const RunConfig& config, std::size_t images,
                                                  std::size_t classes,
                                                  std::uint64_t limit = keptAnswersLimit());

private:
    /// The scores of all training images in one view.
    struct View
    {
        at::Tensor scores; ///< [images, K], on the CPU; undefined before the first are computed.
        std::vector<bool> known;
        std::unique_ptr<BatchLoader> rest; ///< Of the pass under way.
        bool complete = false;
    };

    [[nodiscard]] std::optional<std::size_t> viewOf(int epoch) const;
    void begin(View& view, std::size_t number);
    [[nodiscard]] at::Tensor compute(Batch& batch) const;

    const TrainingInput& m_input;
    c10::Device m_device;
    std::uint64_t m_limit;
    std::vector<View> m_views;
    Progress m_prepared;
};

} // namespace weft

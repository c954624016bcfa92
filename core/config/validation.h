#pragma once

#include "core/config/run_config.h"

#include <string>
#include <vector>

namespace weft {

/// Why a configuration cannot run, or should be looked at.
enum class ConfigIssueCode {
    OutOfRange,        ///< A number outside its key's limits.
    NoSource,          ///< data.source is empty.
    ImageTooSmall,     ///< The trunk would reduce data.size to nothing.
    GridAboveFeatures, ///< The grid is finer than the trunk's features: cells repeat (a warning;
                       ///< maximum is the number of feature cells a side).
    WidthsUnfit,       ///< model.widths is not of this backbone.
    DeviceMissing,     ///< CUDA was asked for and is not there.
    FrozenRandom,      ///< The frozen backbone keeps random weights (a warning).
    ViewsUnused,       ///< data.cached_views has no effect (a warning).
    OrderUnused,       ///< There is no sequence, or one of a single step (a warning).
    AttentionUnused,   ///< A key of attention has no effect with this head (a warning).
    GapUnused,         ///< The hidden layer of head gap has no effect with another (a warning).
    FusionUnused,      ///< A key of fusion has no effect without it (a warning).
    NotVaried,         ///< Needs data.augment, and has no effect (a warning).
    WarmupTooLong,     ///< The run ends before the warm-up does (a warning).
    UnfreezeUnused,    ///< No backbone is frozen that could be unfrozen (a warning).
    UnfreezeTooLate,   ///< The run ends before that epoch (a warning; maximum is train.epochs).
    BackboneUnused,    ///< Is about a backbone that trains, and it never does (a warning).
    MixingUnused,      ///< Images are not mixed while the backbone is frozen (a warning).
    MixingNeedsTwo,    ///< A batch of one image has no other to be mixed with (a warning).
    TeacherNeedsViews, ///< New views of a frozen backbone: steps have no pixels for the teacher.
    DistillationOff,   ///< There is a teacher, and none of its answers count (a warning).
    TeacherMissing,    ///< Is about a teacher, and there is none (a warning).
    Fp16NeedsCuda,     ///< fp16 was asked for where CUDA is missing or not chosen.
    Bf16Missing,       ///< This processor has no bf16: float32 takes its place (a warning).
    PatienceUnused,    ///< The run ends before the patience does (a warning).
};

struct ConfigIssue
{
    ConfigIssueCode code = ConfigIssueCode::OutOfRange;
    std::string key;      ///< The configuration key to mark.
    bool warning = false; ///< True where the run may start all the same.
    double minimum = 0;   ///< OutOfRange, ImageTooSmall: the limits.
    double maximum = 0;
    std::string message; ///< In English; the window translates by code.
};

/// Checks every key and what keys mean together. Empty: the run may start. Quick enough to be
/// called as a person types.
[[nodiscard]] std::vector<ConfigIssue> validate(const RunConfig& config);

/// Whether it is this machine's processor or graphics card that cannot do it: another one's may.
[[nodiscard]] bool isOfThisMachine(const ConfigIssue& issue);

} // namespace weft

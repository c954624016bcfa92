#pragma once

#include "core/dist/rank_group.h"
#include "core/dist/rank_watch_p.h"

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace weft {

/// Ways of exchange. On each, all ranks begin the same exchanges in the same order; one way's order
/// has nothing to do with another's.
enum class RankChannel {
    Control,   ///< Few numbers, and weights at an epoch's end.
    Norms,     ///< What batch norms sum up within a forward or backward pass.
    Gradients, ///< Buckets, while the backward pass goes on.
};

struct RankGroup::Parts
{
    RankPlace place;
    std::vector<RankName> names;
    c10::intrusive_ptr<c10d::Store> store; ///< By which backends meet; not the watch's.
    std::unique_ptr<RankWatch> watch;
    std::map<RankChannel, c10::intrusive_ptr<c10d::ProcessGroup>> channels;
    bool failed = false;        ///< Exchanges may be under way that nobody answers.
    bool agreed = false;        ///< All ranks end by the same error.
    std::optional<bool> told{}; ///< Whether rank 0 knows of this rank's own failure.
};

using RankWork = decltype(std::declval<c10d::ProcessGroup>().allreduce(
    std::declval<std::vector<at::Tensor>&>(), std::declval<c10d::AllreduceOptions>()));

/// Begins to sum a contiguous tensor over the ranks, in place. All ranks get the same bits.
[[nodiscard]] RankWork startSum(RankGroup& group, RankChannel channel, const at::Tensor& tensor);

/// Waits for it. Throws GroupEnded where a rank was lost.
void finishSum(RankGroup& group, const RankWork& work);

/// Both.
void sumOverRanks(RankGroup& group, RankChannel channel, const at::Tensor& tensor);

/// Copies rank 0's values of contiguous tensors of the CPU or the device to all ranks.
void copyFromFirst(RankGroup& group, const std::vector<at::Tensor>& tensors);

/// Where gradients of a device are exchanged by a backend of their own, makes it: NCCL for CUDA,
/// where LibTorch has it. Fails with Unsupported where it has not.
[[nodiscard]] Result<void> useDevice(RankGroup& group, c10::Device device);

} // namespace weft

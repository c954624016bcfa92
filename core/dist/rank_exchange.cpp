#include "core/base/exceptions_p.h"
#include "core/dist/rank_group_p.h"

#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#ifdef USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

#include <chrono>
#include <thread>

namespace weft {

namespace {

/// How often a wait looks whether the group still stands.
constexpr std::chrono::milliseconds glance{200};

/// NCCL's wait orders its stream and returns at once.
constexpr std::chrono::microseconds streamPause{100};

/// Throws GroupEnded where it does not.
void checkGroup(const RankGroup& group)
{
    if (const auto why = group.parts().watch->ended()) {
        group.parts().failed = true;
        throw GroupEnded(*why);
    }
}

/// Of a backend's exception: which rank it was.
[[noreturn]] void throwCulprit(RankGroup& group, const std::string& cause)
{
    group.parts().failed = true;
    throw GroupEnded(group.parts().watch->culprit(firstLine(cause)));
}

} // namespace

RankWork startSum(RankGroup& group, RankChannel channel, const at::Tensor& tensor)
{
    checkGroup(group);
    group.parts().watch->countExchange();
    std::vector<at::Tensor> tensors{tensor};
    try {
        return group.parts().channels.at(channel)->allreduce(tensors);
    } catch (const std::exception& failure) {
        throwCulprit(group, failure.what());
    }
}

void finishSum(RankGroup& group, const RankWork& work)
{
    while (true) {
        try {
            work->wait(glance);
            if (work->isCompleted()) {
                return;
            }
            std::this_thread::sleep_for(streamPause);
        } catch (const std::exception& failure) {
            if (work->isCompleted() && work->isSuccess()) {
                return; // Just after the glance.
            }
            if (work->isCompleted()) {
                throwCulprit(group, failure.what());
            }
        }
        checkGroup(group); // It was the glance that ended.
    }
}

void sumOverRanks(RankGroup& group, RankChannel channel, const at::Tensor& tensor)
{
    finishSum(group, startSum(group, channel, tensor));
}

void copyFromFirst(RankGroup& group, const std::vector<at::Tensor>& tensors)
{
    for (const auto& tensor : tensors) {
        checkGroup(group);
        group.parts().watch->countExchange();
        std::vector<at::Tensor> one{tensor};
        const auto channel = tensor.is_cpu() ? RankChannel::Control : RankChannel::Gradients;
        RankWork work;
        try {
            work = group.parts().channels.at(channel)->broadcast(one);
        } catch (const std::exception& failure) {
            throwCulprit(group, failure.what());
        }
        finishSum(group, work);
    }
}

Result<void> useDevice(RankGroup& group, c10::Device device)
{
    if (!device.is_cuda()) {
        return {};
    }
#ifdef USE_C10D_NCCL
    auto& parts = group.parts();
    try {
        parts.channels[RankChannel::Gradients] = c10::make_intrusive<c10d::ProcessGroupNCCL>(
            c10::make_intrusive<c10d::PrefixStore>("device", parts.store), parts.place.rank,
            parts.place.size);
    } catch (...) {
        return errorFromException(group.nameOf(group.rank()));
    }
    return {};
#else
    return Error{ErrorCode::Unsupported, group.nameOf(group.rank()),
                 "this LibTorch exchanges no gradients between CUDA devices (it has no NCCL); "
                 "choose train.device=cpu"};
#endif
}

} // namespace weft

#include "core/store/module_state_p.h"
#include "core/train/run_network_p.h"
#include "core/train/trainer_p.h"

#include <algorithm>
#include <sstream>

namespace weft {

Result<void> Trainer::restore(const LoadedCheckpoint& checkpoint)
{
    if (auto loaded = loadModuleState(*m_model, checkpoint.model); !loaded) {
        return loaded;
    }
    if (auto loaded = m_optimizer.loadState(checkpoint.optimizer); !loaded) {
        return loaded;
    }
    if (m_average) {
        if (auto loaded = m_average->loadState(checkpoint.optimizer); !loaded) {
            return loaded;
        }
    }
    if (m_scaler) {
        if (auto loaded = m_scaler->loadState(checkpoint.optimizer); !loaded) {
            return loaded;
        }
    }
    if (!records()) {
        m_optimizer.zeroGradients(); // What is half a step lies on one rank.
    }
    m_state = checkpoint.state;
    m_progress.restore(m_state.seconds, m_state.epochSeconds);
    m_savedAt = m_state.seconds;
    return {};
}

bool Trainer::withinStep() const
{
    return m_state.stepInEpoch < m_stepsPerEpoch &&
           m_state.stepInEpoch % m_input.config.train.accumulate != 0;
}

/// Where ranks do work of their own, of which each may have another amount: they leave it for a
/// stop, of which RankGroup tells all, and stop together when they meet again.
Result<Trainer::Next> Trainer::obeyAlone()
{
    if (!m_ranks) {
        return obeyControl();
    }
    if (m_control.pauseRequested() && !m_control.stopRequested()) {
        if (auto paused = pauseAlone(); !paused) {
            return paused.error();
        }
    }
    return m_control.stopRequested() ? Next::Stop : Next::Continue;
}

/// The others go on, and wait where they meet this rank again.
Result<void> Trainer::pauseAlone()
{
    m_progress.pause();
    if (auto told = m_recorder.state(RunState::Paused, seconds()); !told) {
        return told;
    }
    m_ranks->group().setPaused(true);
    m_control.waitWhilePaused();
    m_ranks->group().setPaused(false);
    m_progress.resume();
    return m_control.stopRequested() ? Result<void>()
                                     : m_recorder.state(RunState::Running, seconds());
}

Result<Trainer::Next> Trainer::stopTogether()
{
    if (!m_ranks) {
        return Next::Continue;
    }
    m_ranks->setWishes(wishes());
    m_ranks->exchangeWishes();
    if (m_ranks->wishes().stop && withinStep()) {
        return Next::Stop; // Nothing was trained since the checkpoint that was carried on.
    }
    return obeyControl();
}

void Trainer::noteProblem(const Error& problem)
{
    if (records()) {
        m_recorder.problem(problem);
    } else {
        m_problems.push_back(problem);
    }
}

/// What the other ranks could not read, say, is told where somebody listens.
Result<void> Trainer::shareProblems(int epoch)
{
    constexpr std::size_t most = 20;
    std::string own;
    for (std::size_t i = 0; i < std::min(most, m_problems.size()); ++i) {
        own += toString(m_problems[i]) + "\n";
    }
    m_problems.clear();
    auto& group = m_ranks->group();
    const auto all = group.exchange("problems/" + std::to_string(epoch), own);
    if (!all) {
        return all.error();
    }
    for (std::size_t rank = 1; records() && rank < all->size(); ++rank) {
        std::istringstream lines((*all)[rank]);
        for (std::string line; std::getline(lines, line);) {
            if (m_reported.insert(line).second) {
                m_recorder.problem(
                    {ErrorCode::Unreadable, group.nameOf(static_cast<int>(rank)), line});
            }
        }
    }
    return {};
}

/// What any rank wishes, as all know it, so that all do the same.
Result<Trainer::Next> Trainer::obeyWishes()
{
    if (withinStep()) {
        return Next::Continue; // Half a step lies on each rank.
    }
    const auto wished = m_ranks->wishes();
    if (wished.pause && !wished.stop) {
        return pauseWithOthers();
    }
    if (!wished.stop) {
        return Next::Continue;
    }
    if (auto saved = saveLast(); !saved) {
        return saved.error();
    }
    return Next::Stop;
}

Result<Trainer::Next> Trainer::pauseWithOthers()
{
    m_progress.pause();
    if (auto saved = saveLast(); !saved) {
        return saved.error();
    }
    if (auto told = m_recorder.state(RunState::Paused, seconds()); !told) {
        return told.error();
    }
    if (records()) {
        m_ranks->group().setPaused(true);
        m_control.waitWhilePaused();
        m_ranks->group().setPaused(false);
    }
    const bool stops = m_ranks->stopsAfterPause(m_control.stopRequested());
    m_progress.resume();
    if (stops) {
        return Next::Stop; // It has been saved.
    }
    if (auto told = m_recorder.state(RunState::Running, seconds()); !told) {
        return told.error();
    }
    return Next::Continue;
}

Result<Trainer::Next> Trainer::obeyControl()
{
    if (m_ranks) {
        return obeyWishes();
    }
    if (m_control.pauseRequested() && !m_control.stopRequested()) {
        m_progress.pause();
        if (auto saved = saveLast(); !saved) {
            return saved.error();
        }
        if (auto told = m_recorder.state(RunState::Paused, seconds()); !told) {
            return told.error();
        }
        m_control.waitWhilePaused();
        m_progress.resume();
        if (!m_control.stopRequested()) {
            if (auto told = m_recorder.state(RunState::Running, seconds()); !told) {
                return told.error();
            }
        }
    }
    if (!m_control.stopRequested()) {
        return Next::Continue;
    }
    if (auto saved = saveLast(); !saved) {
        return saved.error();
    }
    return Next::Stop;
}

bool Trainer::checkpointDue() const
{
    const double minutes = m_input.config.train.checkpointMinutes;
    return minutes > 0 && seconds() - m_savedAt >= minutes * 60;
}

Result<void> Trainer::saveLastWhenDue()
{
    const bool due = m_ranks ? m_ranks->wishes().save && !withinStep() : checkpointDue();
    return due ? saveLast() : Result<void>();
}

Result<void> Trainer::saveLast()
{
    if (m_ranks) {
        m_ranks->averageStatistics();
    }
    m_state.seconds = seconds();
    m_state.epochSeconds = m_state.stepInEpoch > 0 ? m_progress.epochSeconds() : 0;
    const auto model = networkState();
    auto optimizer = m_optimizer.state();
    if (m_average) {
        optimizer.merge(m_average->state());
    }
    if (m_scaler) {
        optimizer.merge(m_scaler->state());
    }
    // A rate that is far too high gives finite gradients and infinite weights; such a step must not
    // replace the last good checkpoint.
    if (!allFinite(model) || !allFinite(optimizer)) {
        return notFinite({ErrorCode::NotFinite, {}, "a weight is not finite"});
    }
    m_savedAt = m_state.seconds;
    return m_recorder.checkpoint(CheckpointKind::Last, model, optimizer, m_state);
}

/// What the run is asked for: with averages in the place of the parameters, where there are any.
TensorMap Trainer::networkState() const
{
    auto state = moduleState(*m_model);
    if (m_average) {
        for (auto& [name, tensor] : m_average->averages()) {
            state[name] = tensor;
        }
    }
    return state;
}

} // namespace weft

#include "core/store/module_state_p.h"
#include "core/train/run_network_p.h"
#include "core/train/trainer_p.h"

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
    m_state = checkpoint.state;
    m_progress.restore(m_state.seconds, m_state.epochSeconds);
    m_savedAt = m_state.seconds;
    return {};
}

Result<Trainer::Next> Trainer::obeyControl()
{
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

Result<void> Trainer::saveLastWhenDue()
{
    const double minutes = m_input.config.train.checkpointMinutes;
    if (minutes <= 0 || seconds() - m_savedAt < minutes * 60) {
        return {};
    }
    return saveLast();
}

Result<void> Trainer::saveLast()
{
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

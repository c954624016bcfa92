#pragma once

#include "core/base/result.h"
#include "core/compare/comparison.h"
#include "core/data/data_source.h"
#include "core/train/events.h"

#include <QObject>
#include <QPointer>
#include <QString>

#include <memory>
#include <optional>

namespace weft {

class Job;
class Workbench;

/// The window's one comparison: has the workbench's training make one run after another, keeps what
/// came of each, and times the networks at the end. All methods belong to the window's thread and
/// return at once.
class ComparisonSession : public QObject
{
    Q_OBJECT
public:
    enum class State { Idle, Training, Timing };

    explicit ComparisonSession(Workbench& workbench, QObject* parent = nullptr);

    /// Begins the plan on the workbench's images, or carries on where it has begun in the library.
    /// Fails as Comparison::begin() does, and while something is trained.
    [[nodiscard]] Result<void> start(ComparisonPlan plan);
    /// Shows what has come of a comparison in the library. Not while active.
    [[nodiscard]] Result<void> open(const QString& folder);
    void stop(); ///< The run that trains keeps a checkpoint; start() carries on with it.

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool active() const { return m_state != State::Idle; }
    /// The current or the last one; null before the first.
    [[nodiscard]] const Comparison* comparison() const
    {
        return m_comparison ? &*m_comparison : nullptr;
    }
    /// Number of the run that is trained, from 0; the number of all runs after the last.
    [[nodiscard]] std::size_t position() const { return m_position; }

signals:
    void changed();                     ///< State, position or results.
    void failed(const QString& reason); ///< The comparison has stopped; translated.

private:
    void next();
    void takeDirectory(const QString& directory);
    void takeEnd();
    void take(Result<Comparison> comparison);
    void measure();
    void end();
    void fail(const Error& error);

    Workbench& m_workbench;
    State m_state = State::Idle;
    std::optional<Comparison> m_comparison;
    std::shared_ptr<const DataSource> m_data;
    std::size_t m_position = 0;
    bool m_stopping = false;
    QPointer<Job> m_job;
};

} // namespace weft

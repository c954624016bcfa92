#pragma once

#include "core/base/result.h"
#include "core/compare/comparison_table.h"
#include "core/data/data_source.h"
#include "core/train/events.h"

#include <QObject>
#include <QPointer>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace weft {

class Job;
class Workbench;

/// The window's one comparison: has the workbench's training make one run after another, keeps what
/// came of each, and times the networks at the end. All methods belong to the window's thread and
/// return at once: what reads or writes the disk does so in the background, one after another. What
/// has been handed over is written even where the session is deleted meanwhile.
class ComparisonSession : public QObject
{
    Q_OBJECT
public:
    enum class State { Idle, Beginning, Training, Timing };

    explicit ComparisonSession(Workbench& workbench, QObject* parent = nullptr);
    ~ComparisonSession() override; ///< The workbench outlives it.

    /// Begins the plan on the workbench's images, or carries on where it has begun in the library.
    /// Fails beside other heavy work and without images; refused() tells where Comparison::begin()
    /// or checkFiles() fails.
    [[nodiscard]] Result<void> start(ComparisonPlan plan);
    /// Shows what has come of a comparison in the library: opened() or refused() follows. Not while
    /// active.
    void open(const QString& folder);
    void stop(); ///< The run that trains keeps a checkpoint; start() carries on with it.

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool active() const { return m_state != State::Idle; }
    /// The current or the last one; null before the first.
    [[nodiscard]] const Comparison* comparison() const
    {
        return m_comparison ? &*m_comparison : nullptr;
    }
    /// What has come of comparison().
    [[nodiscard]] const ComparisonTable& table() const { return m_table; }
    /// Number of the run that is trained, from 0; the number of all runs after the last.
    [[nodiscard]] std::size_t position() const { return m_position; }

signals:
    void changed(); ///< State, position or results.
    void opened();
    void refused(const QString& reason); ///< start() or open() has come to nothing; translated.
    void failed(const QString& reason);  ///< The comparison has stopped; translated.

private:
    using Work = std::function<Result<Comparison>(const std::stop_token&)>;

    /// Works in the background, takes the comparison and its table over, then calls then. An
    /// unfinished open() is dropped for it; nothing else may be in hand.
    void inBackground(Work work, std::function<void(const Result<void>&)> then);
    void next();
    void takeDirectory(const QString& directory);
    void takeEnd();
    void takeResult();
    void measure();
    void setState(State state);
    void end();
    void fail(const Error& error);
    void refuse(const Error& error);

    Workbench& m_workbench;
    State m_state = State::Idle;
    std::optional<Comparison> m_comparison;
    ComparisonTable m_table;
    std::shared_ptr<const DataSource> m_data;
    std::size_t m_position = 0;
    bool m_stopping = false;
    bool m_runEnded = false; ///< The run has ended while its beginning was still being noted.
    QPointer<Job> m_job;     ///< In hand; null between two.
};

} // namespace weft

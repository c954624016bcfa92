#pragma once

#include "core/config/run_config.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>

#include <string>
#include <vector>

namespace weft {

class Job;

/// Whether the chosen teacher can teach the draft's run on the open images. Reads its record in the
/// background.
class TeacherCheck : public QObject
{
    Q_OBJECT
public:
    explicit TeacherCheck(QObject* parent = nullptr);

    /// classNames: of the open images; empty: none are open, and nothing is checked.
    void setRun(const RunConfig& config, const std::vector<std::string>& classNames);
    /// Why it cannot, translated as far as core's reasons are; empty: it can, there is none, or
    /// nothing is known yet.
    [[nodiscard]] const QString& problem() const { return m_problem; }

signals:
    void checked(); ///< problem() may be another.

private:
    void check();

    std::string m_teacher;
    std::vector<std::string> m_classNames;
    int m_size = 0;
    QString m_problem;
    QTimer m_settle; ///< A path that is being typed is not read at every key.
    QPointer<Job> m_job;
};

} // namespace weft

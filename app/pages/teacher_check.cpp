#include "app/pages/teacher_check.h"

#include "app/session/job.h"

#include "widgets/util/format.h"

#include "core/train/teacher.h"

namespace weft {

TeacherCheck::TeacherCheck(QObject* parent)
    : QObject(parent)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(200);
    connect(&m_settle, &QTimer::timeout, this, &TeacherCheck::check);
}

void TeacherCheck::setRun(const RunConfig& config, const std::vector<std::string>& classNames)
{
    // Without a share it is not asked.
    const auto teacher =
        config.train.distillation > 0 && !classNames.empty() ? config.train.teacher : std::string();
    if (teacher == m_teacher && classNames == m_classNames && config.data.size == m_size) {
        return;
    }
    m_teacher = teacher;
    m_classNames = classNames;
    m_size = config.data.size;
    m_problem.clear();
    if (m_job) {
        m_job->cancel();
    }
    m_settle.stop();
    if (!m_teacher.empty()) {
        m_settle.start();
    }
    emit checked();
}

void TeacherCheck::check()
{
    m_job = Job::run<Result<void>>(
        this,
        [teacher = m_teacher, names = m_classNames, size = m_size](const std::stop_token&,
                                                                   const ProgressCallback&) {
            return checkTeacher(teacher, names, size);
        },
        [this](const Result<void>& result) {
            m_problem = result ? QString() : Format::error(result.error());
            emit checked();
        });
}

} // namespace weft

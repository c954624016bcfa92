#include "app/pages/train/teacher_warning.h"

#include "app/session/workbench.h"

namespace weft {

TeacherWarning::TeacherWarning(Workbench& workbench, QObject* parent)
    : QObject(parent)
{
    connect(&workbench.training(), &TrainingSession::teacherMeasured, this,
            [&workbench](const TeacherEvent& teacher) {
                if (teacher.otherImages) {
                    workbench.post(
                        {MessageKind::Warning,
                         tr("The teacher was trained with another data set or split: it "
                            "may have learnt from images that it is measured on here.")});
                }
            });
}

} // namespace weft

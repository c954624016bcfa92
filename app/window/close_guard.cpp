#include "app/window/close_guard.h"

#include "app/session/job.h"

#include "core/store/run_directory.h"

#include <QMessageBox>
#include <QPushButton>
#include <QStyle>
#include <QWidget>

#include <algorithm>

namespace weft {

CloseGuard::CloseGuard(Workbench& workbench, QWidget* window)
    : QObject(window)
    , m_workbench(workbench)
    , m_window(window)
{
    auto& training = workbench.training();
    connect(&training, &TrainingSession::runDirectoryKnown, this,
            [this](const QString& run) { m_workbench.settings().setUnfinishedRun(run); });
    connect(&training, &TrainingSession::finished, this, &CloseGuard::trainingFinished);
}

bool CloseGuard::mayClose()
{
    if (!m_workbench.training().active()) {
        return true;
    }
    if (!m_finishing && !m_question) {
        ask();
    }
    return false;
}

void CloseGuard::ask()
{
    m_question = new QMessageBox(m_window);
    auto* box = m_question.data();
    box->setObjectName(QStringLiteral("closeQuestion"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("A training is running"));
    box->setText(tr("A training is running. What shall become of it?"));
    box->setInformativeText(
        tr("Pause and keep: Weft writes a checkpoint, closes, and offers to carry on from there "
           "the next time it starts.\n"
           "Stop: Weft writes a checkpoint and ends the run. You can still resume it from Runs."));
    auto* keep = box->addButton(tr("Pause and keep"), QMessageBox::AcceptRole);
    auto* stop = box->addButton(tr("Stop"), QMessageBox::DestructiveRole);
    auto* cancel = box->addButton(tr("Cancel"), QMessageBox::RejectRole);
    keep->setObjectName(QStringLiteral("pauseAndKeepButton"));
    stop->setObjectName(QStringLiteral("stopAndCloseButton"));
    cancel->setObjectName(QStringLiteral("cancelCloseButton"));
    keep->setProperty("primary", true);
    keep->style()->polish(keep); // The box has polished it already, as a plain button.
    box->setDefaultButton(keep);
    box->setEscapeButton(cancel);
    connect(keep, &QPushButton::clicked, this, [this] { stopAndClose(true); });
    connect(stop, &QPushButton::clicked, this, [this] { stopAndClose(false); });
    box->open();
}

void CloseGuard::stopAndClose(bool keep)
{
    m_keep = keep;
    m_finishing = true;
    if (!m_workbench.training().active()) { // It ended while the question was open.
        trainingFinished();
        return;
    }
    m_workbench.post({.kind = MessageKind::Info,
                      .text = tr("Writing a checkpoint. The window closes by itself."),
                      .stays = true});
    emit finishing();
    m_workbench.training().stop();
}

void CloseGuard::trainingFinished()
{
    const bool resumable = m_workbench.training().state() == RunState::Stopped;
    if (!m_keep || !resumable) {
        m_workbench.settings().setUnfinishedRun({});
    }
    if (m_finishing) {
        // Later, so that everybody else hears of the end first.
        QMetaObject::invokeMethod(m_window, &QWidget::close, Qt::QueuedConnection);
    }
}

void CloseGuard::offerResume()
{
    const QString directory = m_workbench.settings().unfinishedRun();
    if (directory.isEmpty()) {
        return;
    }
    m_workbench.settings().setUnfinishedRun({});
    Job::run<Result<RunDirectory>>(
        this,
        [path = directory.toStdString()](const std::stop_token&, const ProgressCallback&) {
            return RunDirectory::open(path);
        },
        [this, directory](const Result<RunDirectory>& run) {
            if (!run) {
                return; // Moved or deleted since: nothing to offer.
            }
            const auto& status = run.value().status();
            const QString name = QString::fromStdString(run.value().label().name);
            QString text;
            if (status.state == RunState::Stopped) {
                text = tr("“%1” was paused in epoch %2 of %3 and kept.");
            } else if (status.state == RunState::Interrupted) {
                text = tr("“%1” was cut off in epoch %2 of %3. Its last checkpoint is kept.");
            } else {
                return;
            }
            const int epochs = run.value().record().config.train.epochs;
            text = text.arg(name, QString::number(std::min(status.epochsDone + 1, epochs)),
                            QString::number(epochs));
            m_workbench.post({.kind = MessageKind::Info,
                              .text = text,
                              .actionText = tr("Resume"),
                              .action = [this, directory] { m_workbench.resumeRun(directory); },
                              .stays = true});
        });
}

} // namespace weft

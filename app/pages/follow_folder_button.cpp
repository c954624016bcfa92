#include "app/pages/follow_folder_button.h"

#include "app/session/workbench.h"

#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>

namespace weft {

FollowFolderButton::FollowFolderButton(Workbench& workbench, QWidget* parent)
    : QPushButton(parent)
    , m_workbench(workbench)
{
    setObjectName(QStringLiteral("followFolderButton"));
    setProperty("flat", true);
    connect(this, &QPushButton::clicked, this, &FollowFolderButton::ask);
    retranslate();
}

void FollowFolderButton::ask()
{
    auto* dialog = new QFileDialog(window(), tr("Run directory to follow"),
                                   m_workbench.settings().lastFolder());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        // Runs lie beside each other: the next one is chosen from the same place.
        m_workbench.settings().setLastFolder(QFileInfo(folder).path());
        m_workbench.followRun(folder);
    });
    dialog->open();
}

void FollowFolderButton::changeEvent(QEvent* event)
{
    QPushButton::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void FollowFolderButton::retranslate()
{
    setText(tr("Follow a folder…"));
    setToolTip(tr("Shows a run that lies elsewhere, for instance on a cluster's file system, live "
                  "while it is written"));
}

} // namespace weft

#include "app/pages/save_dialog.h"

#include "app/session/settings.h"

#include <QFileDialog>
#include <QFileInfo>

#include <utility>

namespace weft {

void askWhereToSave(QWidget* asking, Settings& settings, const SaveQuestion& question,
                    std::function<void(const QString&)> chosen)
{
    auto* const dialog =
        new QFileDialog(asking->window(), question.title, settings.lastFolder(), question.filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QFileInfo(question.name).suffix());
    dialog->selectFile(question.name);
    QObject::connect(dialog, &QFileDialog::fileSelected, asking,
                     [&settings, chosen = std::move(chosen)](const QString& file) {
                         settings.setLastFolder(QFileInfo(file).absolutePath());
                         chosen(file);
                     });
    dialog->open();
}

} // namespace weft

#include "app/pages/head_chooser.h"

#include <QEvent>

#include <algorithm>

namespace weft {

HeadChooser::HeadChooser(QWidget* parent)
    : QComboBox(parent)
{
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(this, &QComboBox::activated, this, &HeadChooser::headChosen);
    setHeads(0);
}

void HeadChooser::setHeads(int heads)
{
    const int entries = heads > 1 ? heads + 1 : 0;
    if (entries != count()) {
        const int chosen = head();
        clear();
        for (int entry = 0; entry < entries; ++entry) {
            addItem({});
        }
        setCurrentIndex(std::min(chosen, entries - 1));
        retranslate();
    }
    setVisible(entries > 0);
}

void HeadChooser::changeEvent(QEvent* event)
{
    QComboBox::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
}

void HeadChooser::retranslate()
{
    for (int entry = 0; entry < count(); ++entry) {
        setItemText(entry, entry == 0 ? tr("Mean") : tr("Head %1").arg(entry));
    }
    setAccessibleName(tr("Attention head"));
    setToolTip(tr("Each attention head weighs the cells in its own way. The mean is over all."));
}

} // namespace weft

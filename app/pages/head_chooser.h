#pragma once

#include <QComboBox>

namespace weft {

/// Which map of a network with several attention heads is shown: the heads' mean, or one head's.
/// Hides itself where there is nothing to choose.
class HeadChooser : public QComboBox
{
    Q_OBJECT
public:
    explicit HeadChooser(QWidget* parent = nullptr);

    /// Of the maps that there are; 0 or 1: nothing to choose. The choice stays as far as it can.
    void setHeads(int heads);

    /// As mapOfHead() takes it: 0 is the mean.
    [[nodiscard]] int head() const { return currentIndex() < 0 ? 0 : currentIndex(); }

signals:
    void headChosen(int head); ///< By the person.

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
};

} // namespace weft

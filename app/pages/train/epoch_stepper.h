#pragma once

#include <QWidget>

class QLabel;
class QSlider;
class QToolButton;

namespace weft {

/// Picks an epoch to look at: arrows, a slider, and the number. At the right end it follows the
/// newest epoch as the run goes on ("live"); anywhere else it stays where it was put.
class EpochStepper : public QWidget
{
    Q_OBJECT
public:
    explicit EpochStepper(QWidget* parent = nullptr);

    /// Epochs that have something to show. Moves along where it follows.
    void setRange(int first, int last);
    void follow(); ///< Goes to the newest epoch and stays with it.

    [[nodiscard]] int epoch() const;
    [[nodiscard]] bool following() const { return m_following; }

signals:
    void epochChanged(int epoch);

protected:
    void changeEvent(QEvent* event) override;

private:
    void moved();
    void retranslate();
    void showPlace();

    QToolButton* m_earlier = nullptr;
    QSlider* m_slider = nullptr;
    QToolButton* m_later = nullptr;
    QLabel* m_text = nullptr;
    bool m_following = true;
};

} // namespace weft

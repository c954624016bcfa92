#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace weft {

/// Stands where a content will be: what is being done, how far it has come, and Cancel.
class LoadingState : public QWidget
{
    Q_OBJECT
public:
    explicit LoadingState(QWidget* parent = nullptr);

    void setText(const QString& text);
    void setProgress(qint64 done, qint64 total); ///< total 0: not known yet.
    [[nodiscard]] QPushButton* cancelButton() const { return m_cancel; }

signals:
    void cancelRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    QLabel* m_text = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton* m_cancel = nullptr;
};

} // namespace weft

#pragma once

#include <QDialog>

class QFormLayout;
class QLabel;
class QPushButton;

namespace weft {

/// Name, version, licence, and what the program computes with.
class AboutDialog : public QDialog
{
    Q_OBJECT
public:
    explicit AboutDialog(QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    QLabel* m_name;
    QLabel* m_purpose;
    QLabel* m_licence;
    QFormLayout* m_facts;
    QPushButton* m_close;
};

} // namespace weft

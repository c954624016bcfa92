#pragma once

#include "core/deploy/export_run.h"

#include <QWidget>

class QCheckBox;
class QLabel;

namespace weft {

/// One form of export to tick, with what it is good for and what its file will be called.
class FormatRow : public QWidget
{
    Q_OBJECT
public:
    explicit FormatRow(ExportFormat format, QWidget* parent = nullptr);

    [[nodiscard]] ExportFormat format() const { return m_format; }
    [[nodiscard]] bool ticked() const;
    void setTicked(bool ticked);
    void setFile(const QString& name, bool exists);

signals:
    void toggled();

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void showFile();
    void retranslate();

    ExportFormat m_format;
    QString m_name;
    bool m_exists = false;
    QCheckBox* m_tick = nullptr;
    QLabel* m_file = nullptr;
    QLabel* m_purpose = nullptr;
};

} // namespace weft

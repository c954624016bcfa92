#pragma once

#include "app/session/workbench.h"

#include "core/base/process.h"

#include <QTimer>
#include <QWidget>

class QLabel;

namespace weft {

/// The strip below everything: how this process computes, and what memory it holds now.
class StatusLine : public QWidget
{
    Q_OBJECT
public:
    explicit StatusLine(Workbench& workbench, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void retranslate();
    void showComputing();
    void showMemory();

    Workbench& m_workbench;
    ComputeEnvironment m_environment;
    QLabel* m_threads;
    QLabel* m_precision;
    QLabel* m_memory;
    QLabel* m_library;
    QTimer m_timer;
    std::size_t m_peakMemory = 0;
};

} // namespace weft

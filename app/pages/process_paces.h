#pragma once

#include "core/train/probe.h"

#include <QWidget>

#include <vector>

class QButtonGroup;
class QLabel;

namespace weft {

class FlowLayout;

/// How quick a run was measured to be for each way of sharing the cores out among processes: a
/// button each, of which the configured way's is down, in as many rows as they need. Hidden where
/// there is nothing to choose.
class ProcessPaces : public QWidget
{
    Q_OBJECT
public:
    explicit ProcessPaces(QWidget* parent = nullptr);

    /// The way of current is down; it may be none of them.
    void show(const std::vector<ProbeReport>& reports, const ProbeReport* current);

signals:
    void chosen(int processes, int threads);

protected:
    void changeEvent(QEvent* event) override;

private:
    void fill();

    std::vector<ProbeReport> m_reports;
    int m_current = -1;
    QLabel* m_caption;
    FlowLayout* m_ways;
    QButtonGroup* m_buttons;
};

} // namespace weft

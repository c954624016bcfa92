#pragma once

#include "core/store/weights_report.h"

#include <QCoreApplication>
#include <QString>

namespace weft {

/// A report on first weights as a person reads it, in the language of the window.
class WeightsTexts
{
    Q_DECLARE_TR_FUNCTIONS(weft::WeightsTexts)
public:
    /// What is taken, and what is worth knowing about it; or why a run cannot begin with them.
    static QString summary(const WeightsReport& report);
    /// Every tensor that is not taken, a line each, under headings.
    static QString details(const WeightsReport& report);

private:
    static QString kind(WeightFileKind kind);
    static QString remark(const WeightsRemark& remark);
    static QString problem(const WeightsReport& report);
};

} // namespace weft

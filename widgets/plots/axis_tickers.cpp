#include "widgets/plots/axis_tickers_p.h"
#include "widgets/util/format.h"

#include <algorithm>
#include <cmath>

namespace weft {

namespace {

constexpr int crowded = 7;

QVector<double> decadeTicks(const QCPRange& range, std::initializer_list<double> factors)
{
    QVector<double> ticks;
    const int first = static_cast<int>(std::floor(std::log10(range.lower)));
    const int last = static_cast<int>(std::floor(std::log10(range.upper)));
    for (int exponent = first; exponent <= last; ++exponent) {
        for (const double factor : factors) {
            const double tick = factor * std::pow(10.0, exponent);
            if (range.contains(tick)) {
                ticks.append(tick);
            }
        }
    }
    return ticks;
}

} // namespace

EpochTicker::EpochTicker()
{
    setTickCount(6);
}

double EpochTicker::getTickStep(const QCPRange& range)
{
    const double wanted = range.size() / tickCount();
    if (wanted <= 0.5) {
        return QCPAxisTicker::getTickStep(range);
    }
    for (double decade = 1;; decade *= 10) {
        for (const double factor : {1, 2, 3, 5}) {
            if (factor * decade >= wanted) {
                return factor * decade;
            }
        }
    }
}

PercentTicker::PercentTicker()
{
    setTickCount(4);
}

QVector<double> PercentTicker::createTickVector(double tickStep, const QCPRange& range)
{
    m_decimals = std::max(0, static_cast<int>(-std::floor(std::log10(tickStep * 100) + 1e-9)));
    return QCPAxisTicker::createTickVector(tickStep, range);
}

QString PercentTicker::getTickLabel(double tick, const QLocale&, QChar, int)
{
    return Format::percent(tick, m_decimals);
}

QVector<double> LogarithmicTicker::createTickVector(double tickStep, const QCPRange& range)
{
    if (range.lower <= 0) {
        return {};
    }
    auto ticks = decadeTicks(range, {1, 2, 5});
    if (ticks.size() > crowded) {
        ticks = decadeTicks(range, {1});
    }
    return ticks.size() >= 2 ? ticks : QCPAxisTicker::createTickVector(tickStep, range);
}

QString LogarithmicTicker::getTickLabel(double tick, const QLocale& locale, QChar, int)
{
    return locale.toString(tick, 'g', 3);
}

} // namespace weft

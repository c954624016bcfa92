#pragma once

#include <qcustomplot.h>

namespace weft {

/// Ticks of epochs: whole ones, unless zoomed in so far that fractions are needed.
class EpochTicker : public QCPAxisTicker
{
public:
    EpochTicker();

protected:
    double getTickStep(const QCPRange& range) override;
    int getSubTickCount(double) override { return 0; }
};

/// Ticks of a share 0..1, labelled in percent.
class PercentTicker : public QCPAxisTicker
{
public:
    PercentTicker();

protected:
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override;

private:
    int m_decimals = 0; ///< As many as tell two neighbouring ticks apart.
};

/// Ticks at 1, 2 and 5 times the powers of ten for a logarithmic axis, or at the powers alone where
/// those would crowd. Where less than a few fit (zoomed far in), the plain ones of a linear axis.
class LogarithmicTicker : public QCPAxisTicker
{
protected:
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override;
    int getSubTickCount(double) override { return 0; }
};

} // namespace weft

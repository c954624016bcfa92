#include "widgets/util/format.h"

#include <QLocale>

#include <array>
#include <cmath>
#include <system_error>

namespace weft {

namespace {

/// Both languages of the window group and point numbers alike; the system's own locale would mix a
/// third way in.
QLocale numbers()
{
    return {QLocale::English, QLocale::UnitedStates};
}

QString decimal(double value, int decimals)
{
    return numbers().toString(value, 'f', decimals);
}

QString twoDigits(qint64 value)
{
    return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0'));
}

} // namespace

QString Format::percent(double share, int decimals)
{
    if (!std::isfinite(share)) {
        return QStringLiteral("–");
    }
    return tr("%1 %").arg(decimal(100 * share, decimals));
}

QString Format::duration(double seconds)
{
    if (!std::isfinite(seconds) || seconds < 0) {
        return QStringLiteral("–");
    }
    if (seconds < 0.95) {
        return tr("%1 ms").arg(std::llround(seconds * 1000));
    }
    if (seconds < 9.95) {
        return tr("%1 s").arg(decimal(seconds, 1));
    }
    const qint64 whole = std::llround(seconds);
    if (whole < 60) {
        return tr("%1 s").arg(whole);
    }
    if (whole < 3600) {
        return tr("%1 min %2 s").arg(whole / 60).arg(twoDigits(whole % 60));
    }
    if (whole < 24 * 3600) {
        return tr("%1 h %2 min").arg(whole / 3600).arg(twoDigits(whole % 3600 / 60));
    }
    return tr("%1 d %2 h").arg(whole / (24 * 3600)).arg(twoDigits(whole % (24 * 3600) / 3600));
}

QString Format::milliseconds(double time)
{
    const auto number = plainMilliseconds(time);
    return time > 0 && std::isfinite(time) ? tr("%1 ms").arg(number) : number;
}

QString Format::plainMilliseconds(double time)
{
    return std::isfinite(time) && time > 0 ? decimal(time, time < 9.95 ? 2 : 1)
                                           : QStringLiteral("–");
}

QString Format::bytes(std::uint64_t bytes)
{
    static constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 1023.5 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    const int decimals = unit == 0 || value >= 99.95 ? 0 : 1;
    return QStringLiteral("%1 %2").arg(decimal(value, decimals), QLatin1String(units[unit]));
}

QString Format::count(std::int64_t number)
{
    return numbers().toString(static_cast<qlonglong>(number));
}

QString Format::magnitude(std::int64_t number)
{
    const double size = std::abs(static_cast<double>(number));
    const auto value = static_cast<double>(number);
    if (size < 1000) {
        return count(number);
    }
    if (size < 99'950) {
        return QStringLiteral("%1 k").arg(decimal(value / 1e3, 1));
    }
    if (size < 999.5e6) {
        return QStringLiteral("%1 M").arg(decimal(value / 1e6, size < 9.995e5 ? 2 : 1));
    }
    return QStringLiteral("%1 G").arg(decimal(value / 1e9, 1));
}

namespace {

/// What happened, without the reason. %1 is the subject, for instance a file.
struct ErrorSentence
{
    QString about;   ///< Where the subject is known.
    QString general; ///< Where it is not.
};

} // namespace

QString Format::error(const Error& error)
{
    const auto sentence = [&]() -> ErrorSentence {
        switch (error.code) {
        case ErrorCode::InvalidArgument:
            return {tr("“%1” has a value that cannot be used"), tr("A value cannot be used")};
        case ErrorCode::NotFound:
            return {tr("“%1” was not found"), tr("Something was not found")};
        case ErrorCode::Unreadable:
            return {tr("“%1” cannot be read"), tr("Something cannot be read")};
        case ErrorCode::Corrupt:
            return {tr("“%1” is damaged"), tr("The content is damaged")};
        case ErrorCode::Unsupported:
            return {tr("“%1” is of a kind that Weft does not handle"),
                    tr("Weft does not handle this kind")};
        case ErrorCode::NewerFormat:
            return {tr("“%1” was written by a newer Weft"), tr("Written by a newer Weft")};
        case ErrorCode::WriteFailed:
            return {tr("“%1” could not be written"), tr("Writing failed")};
        case ErrorCode::AlreadyExists:
            return {tr("“%1” exists already"), tr("It exists already")};
        case ErrorCode::InUse:
            return {tr("“%1” is in use by another program"), tr("In use by another program")};
        case ErrorCode::Cancelled:
            return {tr("“%1” was cancelled"), tr("Cancelled")};
        case ErrorCode::NotFinite:
            return {tr("“%1” is no longer a finite number"),
                    tr("The loss is no longer a finite number")};
        case ErrorCode::OutOfMemory:
            return {tr("Not enough memory for “%1”"), tr("Not enough memory")};
        case ErrorCode::RankLost:
            return {tr("“%1” was lost"), tr("A process that trained along was lost")};
        case ErrorCode::Internal:
            break;
        }
        return {tr("Something unexpected happened with “%1”"), tr("Something unexpected happened")};
    }();

    const QString head = error.subject.empty()
                             ? sentence.general
                             : sentence.about.arg(QString::fromStdString(error.subject));
    // The system's own words for it would say the same once more.
    const bool said =
        error.code == ErrorCode::NotFound &&
        error.reason == std::make_error_code(std::errc::no_such_file_or_directory).message();
    if (error.reason.empty() || said) {
        return tr("%1.").arg(head);
    }
    return tr("%1: %2.", "what happened, the reason")
        .arg(head, QString::fromStdString(error.reason));
}

QString Format::sentences(const QStringList& sentences)
{
    QString text;
    for (const auto& sentence : sentences) {
        text = text.isEmpty() ? sentence : tr("%1 %2", "two sentences").arg(text, sentence);
    }
    return text;
}

} // namespace weft

#pragma once

#include "core/base/result.h"

#include <QCoreApplication>
#include <QString>
#include <QStringList>

#include <cstdint>

namespace weft {

/// Numbers and errors as a person reads them, in the language of the window. Translated at call
/// time.
class Format
{
    Q_DECLARE_TR_FUNCTIONS(weft::Format)
public:
    static QString percent(double share, int decimals = 1); ///< 0.784 -> "78.4 %"
    static QString duration(double seconds);                ///< "2 min 14 s", "1 h 05 min"
    static QString milliseconds(double time);      ///< "4.25 ms"; "–" where there is none
    static QString plainMilliseconds(double time); ///< "4.25", where a heading has the unit
    static QString bytes(std::uint64_t bytes);     ///< "1.2 GiB"
    static QString count(std::int64_t number);     ///< "11,227,812"
    static QString magnitude(std::int64_t number); ///< "0.47 M", "2.6 k"
    static QString error(
        const Error& error); ///< A translated sentence that names the subject and keeps the reason.
    /// One behind the other, with the blank between them that the language has.
    static QString sentences(const QStringList& sentences);
};

} // namespace weft

#pragma once

#include <QHash>
#include <QString>

namespace weft {

/// A key's texts in English; translated where they are used. They are marked by Qt's own macro, as
/// lupdate sees through no other.
struct KeyText
{
    const char* label;
    const char* explanation;
};

/// Of the keys of the network, "model.*".
[[nodiscard]] const QHash<QString, KeyText>& networkTexts();
/// Of the keys that say how the rate changes, how a backbone is tuned, and how a step is taken.
[[nodiscard]] const QHash<QString, KeyText>& trainingKeyTexts();

/// Of the keys that say how training images are varied and mixed, and how classes are balanced.
[[nodiscard]] const QHash<QString, KeyText>& variationKeyTexts();

} // namespace weft

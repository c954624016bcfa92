#pragma once

#include <QString>

#include <functional>

namespace weft {

enum class MessageKind { Info, Warning, Error };

/// What the message bar says: what happened, what was kept, what to do. Already translated.
struct Message
{
    MessageKind kind = MessageKind::Info;
    QString text;
    QString actionText = {}; ///< For instance "Undo"; empty: no button.
    std::function<void()> action = {};
    bool stays = false; ///< An info that does not leave by itself.
};

} // namespace weft

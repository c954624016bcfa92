#include "app/pages/train/follow_texts.h"

#include "widgets/util/format.h"

namespace weft {

QString FollowTexts::concern(const RunContact& contact, RunState state)
{
    if (contact.unansweredSeconds > 0) {
        return tr("The folder has not answered for %1")
            .arg(Format::duration(contact.unansweredSeconds));
    }
    if (contact.trouble) {
        return tr("The run cannot be read now, and is tried again. %1")
            .arg(Format::error(*contact.trouble));
    }
    if (!silenceMatters(state, contact.holder, std::chrono::seconds(contact.silentSeconds))) {
        return {};
    }
    const auto silence = Format::duration(contact.silentSeconds);
    return contact.holder == RunHolder::Process
               ? tr("No news for %1; its process is alive").arg(silence)
               : tr("No news for %1; it may have ended").arg(silence);
}

QString FollowTexts::remark(RunState state)
{
    return claimsProcess(state) ? tr("followed; another program trains it") : QString();
}

} // namespace weft

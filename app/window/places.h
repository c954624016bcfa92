#pragma once

#include "app/session/workbench.h"

#include <array>

class QWidget;

namespace weft {

class Page;

/// One of the places of the window.
struct Place
{
    PageId id;
    const char* key; ///< In the settings, on the command line, and the name of its icon.
    const char* buttonName;
    Page* (*make)(Workbench&, QWidget*);
};

/// In the order of the rail, which is the order of PageId.
[[nodiscard]] const std::array<Place, 9>& places();

/// The place with this key; Data where there is none.
[[nodiscard]] PageId placeFor(const QString& key);

} // namespace weft

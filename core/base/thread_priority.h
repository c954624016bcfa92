#pragma once

namespace weft {

/// Lets the calling thread, and those that it starts from now on, stand back where another thread
/// wants a core: a window, or other programs. An idle core they use as before. Cannot be undone for
/// a thread, so call it on one that does nothing else. False where the system refuses.
bool lowerThreadPriority();

} // namespace weft

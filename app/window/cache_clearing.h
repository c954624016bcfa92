#pragma once

class QObject;

namespace weft {

class Workbench;

/// Empties the feature cache on another thread and posts how it went. Dropped where context is
/// deleted in the meantime.
void clearFeatureCache(QObject* context, Workbench& workbench);

} // namespace weft

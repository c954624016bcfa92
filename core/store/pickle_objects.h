#pragma once

#include "core/store/pickle_reader.h"

namespace weft {

/// The callable or the storage's class that a pickle names. Fails with Unsupported for every other
/// name.
[[nodiscard]] Result<PickleValue> pickleGlobal(std::string_view module, std::string_view name);

/// What the call gives: a node that is new, or one of the arguments. Fails with Corrupt where the
/// arguments are not the callable's.
[[nodiscard]] Result<PickleValue> pickleCall(Pickle& pickle, const PickleValue& callable,
                                             const PickleValue& arguments);

/// The storage that a persistent id of torch.save() stands for:
/// ("storage", class, key, device, count) and, in the older format, None or (key, first, count).
[[nodiscard]] Result<PickleValue> pickleStorage(Pickle& pickle, const PickleValue& id);

/// Appends a node. Fails with Unsupported where there are more than a state_dict has.
[[nodiscard]] Result<PickleValue> addNode(Pickle& pickle, PickleNode node);

} // namespace weft

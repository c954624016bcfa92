#pragma once

#include "core/store/pickle_reader.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace weft {

/// The pickle machine's values and marks. Every call that cannot be done gives false and leaves its
/// reason in error(). Nothing below the last mark can be taken.
class PickleStack
{
public:
    bool fail(Error error);
    bool corrupt(std::string reason);
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

    /// Fails with Unsupported where the stack is higher than a state_dict makes it.
    bool push(const PickleValue& value);
    bool push(const Result<PickleValue>& made);
    bool mark();

    bool pop(PickleValue& value);
    bool popMany(std::size_t count, std::vector<PickleValue>& values);

    /// All above the last mark, and the mark.
    bool popToMark(std::vector<PickleValue>& values);

    /// The value on top, which stays; null where there is none to take.
    [[nodiscard]] const PickleValue* top() const;

    /// No value and no mark.
    [[nodiscard]] bool empty() const { return m_values.empty() && m_marks.empty(); }

private:
    [[nodiscard]] std::size_t available() const;

    std::vector<PickleValue> m_values;
    std::vector<std::size_t> m_marks; ///< Heights of the stack.
    std::optional<Error> m_error;
};

} // namespace weft

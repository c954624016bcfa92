#include "core/store/pickle_stack.h"

#include "core/store/unnamed_error.h"

#include <utility>

namespace weft {

namespace {

constexpr std::size_t deepest = 1 << 16; ///< Python writes 1000 entries at once.

Error tooDeep()
{
    return unsupportedBytes("its pickle nests deeper than any state_dict's");
}

} // namespace

bool PickleStack::fail(Error error)
{
    m_error = std::move(error);
    return false;
}

bool PickleStack::corrupt(std::string reason)
{
    return fail(corruptBytes(std::move(reason)));
}

bool PickleStack::push(const PickleValue& value)
{
    if (m_values.size() == deepest) {
        return fail(tooDeep());
    }
    m_values.push_back(value);
    return true;
}

bool PickleStack::push(const Result<PickleValue>& made)
{
    return made ? push(*made) : fail(made.error());
}

bool PickleStack::mark()
{
    if (m_marks.size() == deepest) {
        return fail(tooDeep());
    }
    m_marks.push_back(m_values.size());
    return true;
}

std::size_t PickleStack::available() const
{
    return m_values.size() - (m_marks.empty() ? 0 : m_marks.back());
}

const PickleValue* PickleStack::top() const
{
    return available() == 0 ? nullptr : &m_values.back();
}

bool PickleStack::pop(PickleValue& value)
{
    if (available() == 0) {
        return corrupt("the pickle takes a value that is not there");
    }
    value = m_values.back();
    m_values.pop_back();
    return true;
}

bool PickleStack::popMany(std::size_t count, std::vector<PickleValue>& values)
{
    if (available() < count) {
        return corrupt("the pickle takes a value that is not there");
    }
    const auto first = m_values.end() - static_cast<std::ptrdiff_t>(count);
    values.assign(first, m_values.end());
    m_values.erase(first, m_values.end());
    return true;
}

bool PickleStack::popToMark(std::vector<PickleValue>& values)
{
    if (m_marks.empty()) {
        return corrupt("the pickle goes back to a mark that is not there");
    }
    if (!popMany(available(), values)) {
        return false;
    }
    m_marks.pop_back();
    return true;
}

} // namespace weft

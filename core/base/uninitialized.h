#pragma once

#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace weft {

/// Leaves the new elements of a vector as they lie in memory where none would be given a value:
/// clearing tens of megabytes that are overwritten at once costs as much as the overwriting.
template <typename Value>
class UninitializedAllocator : public std::allocator<Value>
{
public:
    template <typename Other>
    struct rebind
    {
        using other = UninitializedAllocator<Other>;
    };

    using std::allocator<Value>::allocator;

    template <typename Other, typename... Arguments>
    void construct(Other* place, Arguments&&... arguments)
    {
        if constexpr (sizeof...(Arguments) == 0) {
            ::new (static_cast<void*>(place)) Other;
        } else {
            ::new (static_cast<void*>(place)) Other(std::forward<Arguments>(arguments)...);
        }
    }
};

/// A vector whose resize() gives its new elements no value. For plain numbers.
template <typename Value>
requires std::is_arithmetic_v<Value>
using UninitializedVector = std::vector<Value, UninitializedAllocator<Value>>;

} // namespace weft

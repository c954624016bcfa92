#pragma once

#include <algorithm>
#include <cstddef>
#include <list>
#include <utility>

namespace weft {

/// Values made for the keys asked for last; the one that nobody asked for longest goes first. Keys
/// are compared by ==. Not thread-safe.
template <typename Key, typename Value>
class RecentCache
{
public:
    explicit RecentCache(std::size_t limit)
        : m_limit(limit)
    {
    }

    /// The value of the key, by make(key) where it is not there yet. Valid until the next call.
    template <typename Make>
    Value& find(const Key& key, const Make& make)
    {
        const auto known =
            std::ranges::find(m_entries, key, [](const auto& entry) { return entry.first; });
        if (known != m_entries.end()) {
            m_entries.splice(m_entries.begin(), m_entries, known);
        } else {
            if (m_entries.size() == m_limit) {
                m_entries.pop_back(); // First: there are never more than the limit.
            }
            m_entries.emplace_front(key, make(key));
        }
        return m_entries.front().second;
    }

private:
    std::size_t m_limit;
    std::list<std::pair<Key, Value>> m_entries; ///< Asked for last first.
};

} // namespace weft

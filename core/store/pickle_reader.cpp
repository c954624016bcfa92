#include "core/store/pickle_reader.h"

#include "core/store/byte_cursor.h"
#include "core/store/pickle_objects.h"
#include "core/store/pickle_stack.h"
#include "core/store/unnamed_error.h"

#include <bit>
#include <string>
#include <unordered_map>

namespace weft {

namespace {

constexpr std::size_t largestPickle = std::size_t{2} << 20; ///< ResNet-152's takes 150 kB.
constexpr std::size_t longestName = 200;

/// Python's pickle machine, for the instructions that a state_dict needs (Lib/pickletools.py).
class Machine : private PickleStack
{
public:
    explicit Machine(std::string_view bytes)
        : m_cursor(bytes.substr(0, largestPickle))
        , m_whole(bytes.size() <= largestPickle)
    {
    }

    Result<Pickle> run()
    {
        while (!m_stopped && step()) {
        }
        if (error()) {
            return *error();
        }
        m_pickle.bytes = m_cursor.position();
        return std::move(m_pickle);
    }

private:
    // Each gives false after it has left its reason in error().

    bool endsEarly()
    {
        return m_whole ? corrupt("the pickle ends early")
                       : fail(unsupportedBytes("its pickle is longer than any state_dict's"));
    }

    template <typename Number>
    bool read(Number& number)
    {
        return m_cursor.read(number) || endsEarly();
    }

    template <typename Number>
    bool pushNumber()
    {
        Number number = 0;
        return read(number) && push(PickleValue(static_cast<std::int64_t>(number)));
    }

    /// Little-endian two's complement of up to eight bytes.
    bool pushLong()
    {
        std::uint8_t length = 0;
        std::string_view bytes;
        if (!read(length)) {
            return false;
        }
        if (length > sizeof(std::uint64_t)) {
            return corrupt("the pickle holds a number beyond 64 bits");
        }
        if (!m_cursor.take(length, bytes)) {
            return endsEarly();
        }
        std::uint64_t number = 0;
        if (length > 0 && (static_cast<unsigned char>(bytes.back()) & 0x80U) != 0) {
            number = ~std::uint64_t{0};
        }
        for (auto i = bytes.size(); i-- > 0;) {
            number = (number << 8U) | static_cast<unsigned char>(bytes[i]);
        }
        return push(PickleValue(static_cast<std::int64_t>(number)));
    }

    /// The one number of a pickle that is big-endian.
    bool pushFloat()
    {
        std::uint64_t bits = 0;
        return read(bits) && push(PickleValue(std::bit_cast<double>(__builtin_bswap64(bits))));
    }

    template <typename Length>
    bool pushText()
    {
        Length length = 0;
        std::string_view text;
        return read(length) && (m_cursor.take(length, text) || endsEarly()) &&
               push(PickleValue(text));
    }

    bool line(std::string_view& text)
    {
        auto ahead = m_cursor;
        std::uint8_t letter = 0;
        std::size_t length = 0;
        for (; ahead.read(letter) && letter != '\n'; ++length) {
            if (length == longestName) {
                return corrupt("the pickle holds a name without an end");
            }
        }
        if (letter != '\n') {
            return endsEarly();
        }
        std::string_view end;
        return m_cursor.take(length, text) && m_cursor.take(1, end);
    }

    bool pushGlobal()
    {
        std::string_view module, name;
        return line(module) && line(name) && push(pickleGlobal(module, name));
    }

    bool call()
    {
        PickleValue arguments, callable;
        return pop(arguments) && pop(callable) && push(pickleCall(m_pickle, callable, arguments));
    }

    bool pushTuple(std::size_t count)
    {
        PickleTuple tuple;
        return popMany(count, tuple.items) && push(addNode(m_pickle, std::move(tuple)));
    }

    bool pushMarkedTuple()
    {
        PickleTuple tuple;
        return popToMark(tuple.items) && push(addNode(m_pickle, std::move(tuple)));
    }

    bool append(const std::vector<PickleValue>& values)
    {
        auto* const list = top() == nullptr ? nullptr : m_pickle.find<PickleList>(*top());
        if (list == nullptr) {
            return corrupt("the pickle appends to what is no list");
        }
        list->items.insert(list->items.end(), values.begin(), values.end());
        return true;
    }

    bool setItems(const std::vector<PickleValue>& values)
    {
        auto* const dict = top() == nullptr ? nullptr : m_pickle.find<PickleDict>(*top());
        if (dict == nullptr || values.size() % 2 != 0) {
            return corrupt("the pickle sets items of what is no dictionary");
        }
        for (std::size_t i = 0; i < values.size(); i += 2) {
            dict->items.emplace_back(values[i], values[i + 1]);
        }
        return true;
    }

    /// A state_dict's attributes: its _metadata, the modules' versions. Nothing here needs them.
    bool build()
    {
        PickleValue state;
        if (!pop(state)) {
            return false;
        }
        const bool attributes = m_pickle.find<PickleDict>(state) != nullptr && top() != nullptr &&
                                m_pickle.find<PickleDict>(*top()) != nullptr;
        return attributes || corrupt("the pickle gives attributes to what bears none");
    }

    template <typename Index>
    bool remember()
    {
        Index index = 0;
        if (!read(index)) {
            return false;
        }
        if (top() == nullptr) {
            return corrupt("the pickle remembers a value that is not there");
        }
        m_memo[index] = *top();
        return true;
    }

    template <typename Index>
    bool recall()
    {
        Index index = 0;
        if (!read(index)) {
            return false;
        }
        const auto found = m_memo.find(index);
        return found == m_memo.end() ? corrupt("the pickle recalls what it has not remembered")
                                     : push(found->second);
    }

    bool protocol()
    {
        std::uint8_t version = 0;
        if (!read(version)) {
            return false;
        }
        return version <= 3 ||
               fail(unsupportedBytes("its pickle is of protocol " + std::to_string(version) +
                                     "; torch.save() writes protocol 2 unless told otherwise"));
    }

    bool stop()
    {
        m_stopped = true;
        if (!pop(m_pickle.root)) {
            return false;
        }
        return empty() || corrupt("the pickle ends half done");
    }

    bool unknown(unsigned instruction)
    {
        static constexpr char digits[] = "0123456789abcdef";
        return fail(unsupportedBytes(std::string("its pickle has the instruction 0x") +
                                     digits[instruction >> 4U] + digits[instruction & 0xFU] +
                                     " at byte " + std::to_string(m_cursor.position() - 1) +
                                     ", which no state_dict needs"));
    }

    bool step()
    {
        std::uint8_t instruction = 0;
        if (!read(instruction)) {
            return false;
        }
        std::vector<PickleValue> values;
        PickleValue id;
        switch (instruction) {
        case 0x80:
            return protocol();
        case '.':
            return stop();
        case '(':
            return mark();
        case 'N':
            return push(PickleValue());
        case 0x88:
            return push(PickleValue(true));
        case 0x89:
            return push(PickleValue(false));
        case 'J':
            return pushNumber<std::int32_t>();
        case 'K':
            return pushNumber<std::uint8_t>();
        case 'M':
            return pushNumber<std::uint16_t>();
        case 0x8A:
            return pushLong();
        case 'G':
            return pushFloat();
        case 'X': // Text.
        case 'T': // Bytes, which is what Python 2 called text.
            return pushText<std::uint32_t>();
        case 'U':
            return pushText<std::uint8_t>();
        case ')':
            return push(addNode(m_pickle, PickleTuple()));
        case 0x85:
        case 0x86:
        case 0x87:
            return pushTuple(instruction - std::size_t{0x84});
        case 't':
            return pushMarkedTuple();
        case ']':
            return push(addNode(m_pickle, PickleList()));
        case 'a':
            return popMany(1, values) && append(values);
        case 'e':
            return popToMark(values) && append(values);
        case '}':
            return push(addNode(m_pickle, PickleDict()));
        case 's':
            return popMany(2, values) && setItems(values);
        case 'u':
            return popToMark(values) && setItems(values);
        case 'c':
            return pushGlobal();
        case 'R':
            return call();
        case 'b':
            return build();
        case 'Q':
            return pop(id) && push(pickleStorage(m_pickle, id));
        case 'q':
            return remember<std::uint8_t>();
        case 'r':
            return remember<std::uint32_t>();
        case 'h':
            return recall<std::uint8_t>();
        case 'j':
            return recall<std::uint32_t>();
        default:
            return unknown(instruction);
        }
    }

    ByteCursor m_cursor;
    bool m_whole; ///< Whether the cursor sees all there is.
    bool m_stopped = false;
    Pickle m_pickle;
    std::unordered_map<std::uint32_t, PickleValue> m_memo;
};

} // namespace

Result<Pickle> readPickle(std::string_view bytes)
{
    return Machine(bytes).run();
}

} // namespace weft

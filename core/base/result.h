#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace weft {

/// What kind of thing went wrong. The window has a translated sentence for each.
enum class ErrorCode {
    InvalidArgument, ///< A value that the caller gave is outside its limits.
    NotFound,        ///< The file, folder or run does not exist.
    Unreadable,      ///< It exists, but cannot be opened or read.
    Corrupt,         ///< It can be read, but its content is damaged or not what its name says.
    Unsupported,     ///< Well formed, but of a kind that Weft does not handle.
    NewerFormat,     ///< Written by a newer Weft.
    WriteFailed,     ///< The disk refused a write: full, read-only, or gone.
    AlreadyExists,   ///< Refused, because it would replace something.
    InUse,           ///< Another process holds it.
    Cancelled,       ///< The user stopped the work.
    NotFinite,       ///< A loss or a gradient became infinite or not a number.
    OutOfMemory,
    RankLost, ///< Another process that trains along ended, or does not answer.
    Internal, ///< A library reported what Weft did not expect.
};

/// One failure: its kind, the thing it is about (a file, a key), and the reason in plain English.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    std::string subject; ///< A path or a configuration key; may be empty.
    std::string reason;  ///< A sentence part without a full stop, such as "the file ends early".
};

/// "subject: reason", or the reason alone where there is no subject.
[[nodiscard]] inline std::string toString(const Error& error)
{
    return error.subject.empty() ? error.reason : error.subject + ": " + error.reason;
}

/// A value or an Error. Like std::expected of C++23; asking the wrong half is a programming error.
template <typename T>
class [[nodiscard]] Result
{
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    [[nodiscard]] bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] T& value() & { return std::get<0>(m_state); }
    [[nodiscard]] const T& value() const& { return std::get<0>(m_state); }
    [[nodiscard]] T&& value() && { return std::get<0>(std::move(m_state)); }
    [[nodiscard]] const Error& error() const { return std::get<1>(m_state); }

    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

private:
    std::variant<T, Error> m_state;
};

/// Success, or an Error.
template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error)
        : m_error(std::move(error))
    {
    }

    [[nodiscard]] bool ok() const { return !m_error; }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] const Error& error() const { return *m_error; }

private:
    std::optional<Error> m_error;
};

} // namespace weft

#include "core/base/exceptions_p.h"

#include <c10/util/Exception.h>

#include <new>
#include <stdexcept>

namespace weft {

namespace {

/// LibTorch's CPU allocator and oneDNN have no exception type of their own for it.
bool speaksOfMemory(const std::string& text)
{
    return text.find("can't allocate memory") != std::string::npos ||
           text.find("not enough memory") != std::string::npos ||
           text.find("out of memory") != std::string::npos;
}

Error fromMessage(const std::string& subject, const std::string& message)
{
    if (speaksOfMemory(message)) {
        return {ErrorCode::OutOfMemory, subject,
                "the memory does not suffice; try a smaller batch or smaller images"};
    }
    return {ErrorCode::Internal, subject, firstLine(message)};
}

} // namespace

Error errorFromException(const std::string& subject)
{
    try {
        throw;
    } catch (const c10::Error& failure) {
        return fromMessage(subject, failure.what_without_backtrace());
    } catch (const std::bad_alloc&) {
        return fromMessage(subject, "out of memory");
    } catch (const std::length_error&) { // More than a container can ever hold.
        return fromMessage(subject, "out of memory");
    } catch (const std::exception& failure) {
        return fromMessage(subject, failure.what());
    } catch (...) {
        return {ErrorCode::Internal, subject, "an exception of an unknown kind"};
    }
}

std::string firstLine(const std::string& text)
{
    return text.substr(0, text.find('\n'));
}

} // namespace weft

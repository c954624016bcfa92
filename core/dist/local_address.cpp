#include "core/dist/local_address.h"

#include "core/base/file_descriptor.h"

#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <memory>

namespace weft {

std::string addressTowards(const std::string& host)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(host.c_str(), "9", &hints, &found) != 0) {
        return {};
    }
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
    for (const auto* info = found; info != nullptr; info = info->ai_next) {
        // Connecting a datagram socket chooses its interface and sends nothing.
        const FileDescriptor socket(
            ::socket(info->ai_family, info->ai_socktype | SOCK_CLOEXEC, info->ai_protocol));
        sockaddr_storage own{};
        socklen_t length = sizeof own;
        if (socket.get() < 0 || ::connect(socket.get(), info->ai_addr, info->ai_addrlen) != 0 ||
            ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&own), &length) != 0) {
            continue;
        }
        std::array<char, NI_MAXHOST> text{};
        if (getnameinfo(reinterpret_cast<const sockaddr*>(&own), length, text.data(), text.size(),
                        nullptr, 0, NI_NUMERICHOST) == 0) {
            return text.data();
        }
    }
    return {};
}

bool isLoopback(const std::string& address)
{
    return address.starts_with("127.") || address == "::1";
}

} // namespace weft

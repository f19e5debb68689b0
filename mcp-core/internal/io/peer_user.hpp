#pragma once

#include <sys/socket.h>
#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

namespace mcp {

/// The user whose process made the socket at the other end of a connected TCP socket, if that is on
/// this machine. Nothing when it is not known: the other end is on another machine or in another
/// network namespace, is closed already, belongs to a user that this user namespace does not have,
/// or the kernel does not say. One exchange with the kernel (sock_diag), whatever the number of
/// sockets; without that, a search of /proc/net/tcp. Any thread.
std::optional<uid_t> peer_user(int socket);

/// An end of a TCP connection.
struct TcpEnd {
  std::string address;  ///< In digits, such as 127.0.0.1 or ::1.
  std::uint16_t port = 0;
};

/// The same by the two ends of a connection, for HTTP libraries that hide the socket. The caller
/// must hold the connection open.
std::optional<uid_t> peer_user(const TcpEnd& peer, const TcpEnd& here);

/// For tests: pretends that the kernel has no sock_diag.
void pretend_no_sock_diag(bool pretend);

}  // namespace mcp

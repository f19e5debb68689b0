#include "io/peer_user.hpp"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "io/descriptor.hpp"

namespace mcp {
namespace {

std::atomic<bool> no_sock_diag = false;
// Whether the kernel has answered a sock_diag query. Until then "no such socket" may also mean that
// the kernel has no module for such queries.
std::atomic<bool> has_sock_diag = false;

/// An end as the kernel compares it. An IPv4 address within IPv6 is an IPv4 address.
struct End {
  std::array<std::uint32_t, 4> words{};  // in network order; IPv4 has the first only
  bool is_v6 = false;
  std::uint16_t port = 0;

  bool operator==(const End&) const = default;
};

struct Owner {
  uid_t user = 0;
  bool has_process = false;  // a socket that its process has closed has no owner
};

/// The result of a lookup: the source is not available, there is no such socket, or its owner.
struct Found {
  bool answered = false;
  std::optional<Owner> owner;
};

End end_of(int family, const void* address, std::uint16_t port) {
  End end{.is_v6 = family == AF_INET6, .port = port};
  if (!end.is_v6) {
    std::memcpy(end.words.data(), address, sizeof(in_addr));
    return end;
  }
  in6_addr bytes{};
  std::memcpy(&bytes, address, sizeof bytes);
  const bool is_v4 = IN6_IS_ADDR_V4MAPPED(&bytes);
  if (is_v4) return end_of(AF_INET, &bytes.s6_addr[12], port);
  std::memcpy(end.words.data(), &bytes, sizeof bytes);
  return end;
}

std::optional<End> end_of(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return end_of(AF_INET, &v4.sin_addr, ntohs(v4.sin_port));
  }
  if (address.ss_family != AF_INET6) return std::nullopt;
  sockaddr_in6 v6{};
  std::memcpy(&v6, &address, sizeof v6);
  return end_of(AF_INET6, &v6.sin6_addr, ntohs(v6.sin6_port));
}

std::optional<End> end_of(const TcpEnd& end) {
  in6_addr bytes{};
  for (const int family : {AF_INET, AF_INET6}) {
    if (::inet_pton(family, end.address.c_str(), &bytes) == 1) {
      return end_of(family, &bytes, end.port);
    }
  }
  return std::nullopt;
}

struct Query {
  nlmsghdr header{};
  inet_diag_req_v2 request{};
};

Query query_for(const End& peer, const End& here) {
  Query query;
  query.header.nlmsg_len = sizeof query;
  query.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  query.header.nlmsg_flags = NLM_F_REQUEST;
  query.request.sdiag_family = peer.is_v6 ? AF_INET6 : AF_INET;
  query.request.sdiag_protocol = IPPROTO_TCP;
  query.request.idiag_states = ~0U;
  auto& id = query.request.id;
  id.idiag_sport = htons(peer.port);
  id.idiag_dport = htons(here.port);
  std::ranges::copy(peer.words, id.idiag_src);
  std::ranges::copy(here.words, id.idiag_dst);
  id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
  id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
  return query;
}

// The kernel falls back on a listening socket at the same address, so both ends are compared.
Found read_reply(const char* bytes, std::size_t size, const End& peer, const End& here) {
  nlmsghdr header{};
  if (size < sizeof header) return {};
  std::memcpy(&header, bytes, sizeof header);
  if (header.nlmsg_type == NLMSG_ERROR) {
    nlmsgerr error{};
    if (size < NLMSG_HDRLEN + sizeof error) return {};
    std::memcpy(&error, bytes + NLMSG_HDRLEN, sizeof error);
    return {.answered = has_sock_diag && error.error == -ENOENT, .owner = {}};
  }
  inet_diag_msg socket{};
  if (header.nlmsg_type != SOCK_DIAG_BY_FAMILY || size < NLMSG_HDRLEN + sizeof socket) return {};
  std::memcpy(&socket, bytes + NLMSG_HDRLEN, sizeof socket);
  has_sock_diag = true;
  const auto& id = socket.id;
  const bool same = end_of(socket.idiag_family, id.idiag_src, ntohs(id.idiag_sport)) == peer &&
                    end_of(socket.idiag_family, id.idiag_dst, ntohs(id.idiag_dport)) == here;
  if (!same) return {.answered = true, .owner = {}};
  return {.answered = true, .owner = Owner{socket.idiag_uid, socket.idiag_inode != 0}};
}

Found ask_kernel(const End& peer, const End& here) {
  if (no_sock_diag) return {};
  const Descriptor netlink(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  if (!netlink) return {};
  const Query query = query_for(peer, here);
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  if (::sendto(netlink.get(), &query, sizeof query, 0, reinterpret_cast<const sockaddr*>(&kernel),
               sizeof kernel) < 0) {
    return {};
  }
  // The kernel has answered when sendto returns.
  std::array<char, 8192> reply;
  const ssize_t got = ::recv(netlink.get(), reply.data(), reply.size(), MSG_DONTWAIT);
  return got < 0 ? Found{} : read_reply(reply.data(), static_cast<std::size_t>(got), peer, here);
}

// As /proc/net/tcp and tcp6 write it: each word as a number of this machine.
std::string proc_text(const End& end, bool in_v6) {
  std::array<std::uint32_t, 4> words = end.words;
  if (in_v6 && !end.is_v6) words = {0, 0, htonl(0xFFFF), end.words[0]};
  std::string text;
  std::array<char, 16> part;
  for (std::size_t i = 0; i < (in_v6 ? words.size() : 1); ++i) {
    std::snprintf(part.data(), part.size(), "%08X", words[i]);
    text += part.data();
  }
  std::snprintf(part.data(), part.size(), ":%04X", end.port);
  return text + part.data();
}

Found search(const char* path, const std::string& ends) {
  std::ifstream table(path);
  std::string line;
  if (!std::getline(table, line)) return {};
  while (std::getline(table, line)) {
    if (line.find(ends) == std::string::npos) continue;
    unsigned user = 0;
    unsigned long inode = 0;
    // sl local remote state queues timer retransmits uid timeout inode
    const int read =
        std::sscanf(line.c_str(), "%*s %*s %*s %*s %*s %*s %*s %u %*s %lu", &user, &inode);
    if (read == 2) return {.answered = true, .owner = Owner{user, inode != 0}};
  }
  return {.answered = true, .owner = {}};
}

Found search_proc(const End& peer, const End& here) {
  Found found;
  if (!peer.is_v6) {
    found = search("/proc/self/net/tcp",
                   ' ' + proc_text(peer, false) + ' ' + proc_text(here, false) + ' ');
  }
  if (found.owner) return found;
  return search("/proc/self/net/tcp6",
                ' ' + proc_text(peer, true) + ' ' + proc_text(here, true) + ' ');
}

// Users without a mapping in a user namespace all appear as this one.
bool is_known_user(uid_t user) {
  constexpr uid_t overflow = 65534;
  if (user != overflow) return true;
  std::ifstream map("/proc/self/uid_map");
  std::uint64_t inside = 1;
  std::uint64_t outside = 1;
  std::uint64_t count = 0;
  return map >> inside >> outside >> count && inside == 0 && outside == 0 && count == 4294967295U;
}

std::optional<uid_t> user_of(const std::optional<End>& peer, const std::optional<End>& here) {
  if (!peer || !here) return std::nullopt;
  Found found = ask_kernel(*peer, *here);
  if (!found.answered) found = search_proc(*peer, *here);
  if (!found.owner || !found.owner->has_process) return std::nullopt;
  if (!is_known_user(found.owner->user)) return std::nullopt;
  return found.owner->user;
}

// While the connection is open, no other one has the same ends.
bool is_connected(int socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  return ::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
         (info.tcpi_state == TCP_ESTABLISHED || info.tcpi_state == TCP_CLOSE_WAIT);
}

}  // namespace

std::optional<uid_t> peer_user(int socket) {
  sockaddr_storage peer{};
  sockaddr_storage here{};
  socklen_t peer_size = sizeof peer;
  socklen_t here_size = sizeof here;
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &peer_size) != 0 ||
      ::getsockname(socket, reinterpret_cast<sockaddr*>(&here), &here_size) != 0) {
    return std::nullopt;
  }
  const auto user = user_of(end_of(peer), end_of(here));
  return is_connected(socket) ? user : std::nullopt;
}

std::optional<uid_t> peer_user(const TcpEnd& peer, const TcpEnd& here) {
  return user_of(end_of(peer), end_of(here));
}

void pretend_no_sock_diag(bool pretend) {
  no_sock_diag = pretend;
}

}  // namespace mcp

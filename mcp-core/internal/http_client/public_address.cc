#include "http_client/public_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>

namespace mcp::http::client {
namespace {

struct Network4 {
  std::uint32_t prefix;
  int bits;
};

constexpr std::array reserved4 = {
    Network4{0x00000000, 8},   // this network
    Network4{0x0a000000, 8},   // private
    Network4{0x64400000, 10},  // shared by customers of a carrier
    Network4{0x7f000000, 8},   // loopback
    Network4{0xa9fe0000, 16},  // link-local, with the metadata services of clouds
    Network4{0xac100000, 12},  // private
    Network4{0xc0000000, 24},  // protocol assignments
    Network4{0xc0000200, 24},  // documentation
    Network4{0xc0a80000, 16},  // private
    Network4{0xc6120000, 15},  // benchmarks
    Network4{0xc6336400, 24},  // documentation
    Network4{0xcb007100, 24},  // documentation
    Network4{0xe0000000, 3},   // multicast, reserved, broadcast
};

bool is_public4(std::uint32_t address) {
  for (const auto& network : reserved4) {
    if ((address ^ network.prefix) >> (32 - network.bits) == 0) return false;
  }
  return true;
}

using Bytes6 = std::array<std::uint8_t, 16>;

std::uint32_t last_four(const Bytes6& bytes, std::size_t from = 12) {
  return std::uint32_t{bytes[from]} << 24 | std::uint32_t{bytes[from + 1]} << 16 |
         std::uint32_t{bytes[from + 2]} << 8 | std::uint32_t{bytes[from + 3]};
}

bool starts_with(const Bytes6& bytes, std::initializer_list<std::uint8_t> prefix) {
  return std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

// The IPv4 address that an IPv6 address stands for: mapped, translated (NAT64) or tunnelled (6to4).
std::optional<std::uint32_t> embedded4(const Bytes6& bytes) {
  if (starts_with(bytes, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) return last_four(bytes);
  if (starts_with(bytes, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) return last_four(bytes);
  if (starts_with(bytes, {0x20, 0x02})) return last_four(bytes, 2);
  return std::nullopt;
}

// Only 2000::/3 is assigned for use by everybody.
bool is_public6(const Bytes6& bytes) {
  if (const auto inner = embedded4(bytes)) return is_public4(*inner);
  const bool is_global = (bytes[0] & 0xe0) == 0x20;
  const bool is_documentation = starts_with(bytes, {0x20, 0x01, 0x0d, 0xb8});
  const bool is_protocol = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 0x02;
  return is_global && !is_documentation && !is_protocol;
}

}  // namespace

bool is_public(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in in;
    std::memcpy(&in, &address, sizeof in);
    return is_public4(ntohl(in.sin_addr.s_addr));
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 in;
  std::memcpy(&in, &address, sizeof in);
  Bytes6 bytes;
  std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
  return is_public6(bytes);
}

bool is_address(const std::string& text) {
  in6_addr bytes;
  return ::inet_pton(AF_INET, text.c_str(), &bytes) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), &bytes) == 1;
}

bool is_public_address(const std::string& text) {
  in_addr four;
  if (::inet_pton(AF_INET, text.c_str(), &four) == 1) return is_public4(ntohl(four.s_addr));
  Bytes6 bytes;
  return ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1 && is_public6(bytes);
}

}  // namespace mcp::http::client

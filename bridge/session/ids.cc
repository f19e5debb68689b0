#include "bridge/session/ids.hpp"

#include "bytes/digest.hpp"

namespace mcp::bridge {

std::string random_id() {
  constexpr char digits[] = "0123456789abcdef";
  std::string id;
  for (const char byte : random_bytes(16)) {
    const auto value = static_cast<unsigned char>(byte);
    id += digits[value >> 4];
    id += digits[value & 15];
  }
  return id;
}

}  // namespace mcp::bridge

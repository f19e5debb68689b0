#pragma once

#include <cstdint>
#include <cstring>
#include <string>

namespace mcp::test {

/// A POSIX access control list in the kernel's format, with entries for the owner, user 1234, the
/// group, the mask and others.
inline std::string access_list(unsigned char named_user) {
  struct Entry {
    std::uint16_t tag;
    std::uint16_t permissions;
    std::uint32_t id;
  };
  const Entry entries[] = {
      {1, 7, ~0U}, {2, named_user, 1234}, {4, 0, ~0U}, {16, 7, ~0U}, {32, 0, ~0U}};
  const std::uint32_t version = 2;
  std::string list(sizeof version + sizeof entries, '\0');
  std::memcpy(list.data(), &version, sizeof version);
  std::memcpy(list.data() + sizeof version, entries, sizeof entries);
  return list;
}

inline constexpr const char* access_attribute = "system.posix_acl_access";
inline constexpr const char* default_attribute = "system.posix_acl_default";

}  // namespace mcp::test

#include "landlock.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>

// Rights that the headers of Debian 12 lack. The kernel's Landlock version says whether it has
// them.
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

namespace mcp::files {
namespace {

constexpr std::uint64_t read_rights = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t write_rights =
    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG;
constexpr std::uint64_t refused_rights =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_SOCK |
    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

// Rights that a version of the kernel's interface added; asking for more than it knows is an error.
std::uint64_t added_rights(long version) {
  std::uint64_t rights = 0;
  if (version >= 2) rights |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3) rights |= LANDLOCK_ACCESS_FS_TRUNCATE;
  return rights;
}

bool allow(int rules, int directory, std::uint64_t rights) {
  landlock_path_beneath_attr beneath{};
  beneath.allowed_access = rights;
  beneath.parent_fd = directory;
  return ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
}

// The nearest existing directory above a missing root: the root will appear in it, and rules cannot
// be added later. Empty when that is `/` or the home directory: the root can then be used only
// after a restart.
Descriptor directory_above(const std::filesystem::path& missing) {
  std::error_code ignored;
  auto path = std::filesystem::absolute(missing, ignored).lexically_normal();
  while (path.has_relative_path() && !std::filesystem::is_directory(path, ignored)) {
    path = path.parent_path();
  }
  const char* home = std::getenv("HOME");
  const bool is_home = home && std::filesystem::equivalent(path, home, ignored);
  if (!path.has_relative_path() || is_home) return {};
  return Descriptor(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

std::string failure(const char* what) {
  return std::string(what) + ": " + std::strerror(errno);
}

}  // namespace

std::string restrict_to(const Workspace& workspace) {
  const long version =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return failure("the kernel has no Landlock");
  const std::uint64_t added = added_rights(version);
  landlock_ruleset_attr handled{};
  handled.handled_access_fs = read_rights | write_rights | refused_rights | added;
  const Descriptor rules(
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0)));
  if (!rules) return failure("Landlock rules cannot be made");
  const bool read_only = workspace.options().read_only;
  const std::uint64_t rights = read_only ? read_rights : read_rights | write_rights | added;
  for (const auto* root : workspace.roots()) {
    if (!allow(rules.get(), root->fd(), rights)) return failure("Landlock refuses a root");
  }
  for (const auto& root : workspace.missing()) {
    const Descriptor above = directory_above(root.directory);
    if (above) allow(rules.get(), above.get(), rights);
  }
  // The process itself opens these: its own descriptors by name, and the time zone.
  const Descriptor self(::open("/proc/self", O_PATH | O_CLOEXEC));
  if (self) allow(rules.get(), self.get(), read_rights);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failure("no_new_privs");
  if (::syscall(SYS_landlock_restrict_self, rules.get(), 0) != 0) {
    return failure("Landlock cannot be turned on");
  }
  return {};
}

}  // namespace mcp::files

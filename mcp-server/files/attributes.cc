#include "attributes.hpp"

#include <sys/types.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "file_error.hpp"
#include "file_identity.hpp"

namespace mcp::files {
namespace {

// Without setuid and setgid: new content must not run with the rights of the owner.
constexpr mode_t permission_bits = 0777;
const std::string access_list = "system.posix_acl_access";

// umask(2) can read the mask only by changing it, which affects other threads; /proc shows it, too.
mode_t read_umask() {
  mode_t mask = 077;  // when the kernel does not report it
  if (FILE* status = ::fopen("/proc/self/status", "re")) {
    char line[256];
    unsigned value = 0;
    while (::fgets(line, sizeof line, status)) {
      if (::sscanf(line, "Umask: %o", &value) == 1) mask = value;
    }
    ::fclose(status);
  }
  return mask;
}

mode_t process_umask() {
  static const mode_t mask = read_umask();
  return mask;
}

std::vector<std::string> attribute_names(int file, const std::string& shown) {
  std::string list(65536, '\0');
  const ssize_t size = ::flistxattr(file, list.data(), list.size());
  if (size < 0 && errno != ENOTSUP) throw system_error(errno, shown);
  std::vector<std::string> names;
  for (std::size_t at = 0; size > 0 && at < static_cast<std::size_t>(size);) {
    names.emplace_back(list.c_str() + at);
    at += names.back().size() + 1;
  }
  return names;
}

void copy_attribute(int from, int to, const std::string& name, const std::string& shown) {
  std::string value(65536, '\0');
  const ssize_t size = ::fgetxattr(from, name.c_str(), value.data(), value.size());
  const bool kept = size >= 0 && ::fsetxattr(to, name.c_str(), value.data(),
                                             static_cast<std::size_t>(size), 0) == 0;
  if (!kept && name == access_list) throw system_error(errno, shown);
}

// A new file inherits the default access control list of its directory.
void remove_access_list(int file, const std::string& shown) {
  if (::fremovexattr(file, access_list.c_str()) == 0) return;
  if (errno != ENODATA && errno != ENOTSUP) throw system_error(errno, shown);
}

void set_mode(int file, mode_t mode, const std::string& shown) {
  if (::fchmod(file, mode) != 0) throw system_error(errno, shown);
}

}  // namespace

void copy_attributes(int from, const struct stat& status, int to, const std::string& shown) {
  const struct stat made = status_of(to, shown);
  if (made.st_uid != status.st_uid || made.st_gid != status.st_gid) {
    // Changing the owner needs privileges; changing only the group often does not.
    if (::fchown(to, status.st_uid, status.st_gid) != 0) {
      [[maybe_unused]] const int ignored = ::fchown(to, static_cast<uid_t>(-1), status.st_gid);
    }
  }
  remove_access_list(to, shown);
  set_mode(to, status.st_mode & permission_bits, shown);
  for (const auto& name : attribute_names(from, shown)) {
    if (name.starts_with("user.") || name == access_list) copy_attribute(from, to, name, shown);
  }
}

void set_new_mode(int file, bool executable, const std::string& shown) {
  set_mode(file, (executable ? 0777 : 0666) & ~process_umask(), shown);
}

void set_executable(int file, bool executable, const std::string& shown) {
  const struct stat status = status_of(file, shown);
  const mode_t readers = status.st_mode & 0444;
  const mode_t without = status.st_mode & permission_bits & ~static_cast<mode_t>(0111);
  set_mode(file, executable ? without | readers >> 2 : without, shown);
}

}  // namespace mcp::files

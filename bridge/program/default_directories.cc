#include "bridge/program/default_directories.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "io/trusted_path.hpp"

namespace mcp::bridge {
namespace {

namespace fs = std::filesystem;

constexpr const char* workspace_name = "workspace";

// The XDG Base Directory Specification says to ignore relative paths.
fs::path absolute_path_in(const char* variable) {
  const char* value = std::getenv(variable);
  return value && *value == '/' ? fs::path(value) : fs::path();
}

fs::path home() {
  if (fs::path path = absolute_path_in("HOME"); !path.empty()) return path;
  const passwd* user = ::getpwuid(::geteuid());
  if (user && user->pw_dir && *user->pw_dir == '/') return user->pw_dir;
  throw std::runtime_error("HOME is not set; give the directory for chats with --data-dir DIR");
}

[[noreturn]] void refuse_workspace(const std::string& why) {
  throw std::runtime_error(std::string("./") + workspace_name + ' ' + why +
                           "; choose a directory with --workspace DIR");
}

}  // namespace

std::string default_data_dir() {
  fs::path state = absolute_path_in("XDG_STATE_HOME");
  if (state.empty()) state = home() / ".local" / "state";
  return (state / "mcp-bridge").string();
}

bool has_earlier_data_dir() {
  struct stat status {};
  return ::lstat(".mcp-bridge/bridge.db", &status) == 0;
}

std::string default_workspace() {
  constexpr mode_t as_the_umask_says = 0777;
  if (::mkdir(workspace_name, as_the_umask_says) != 0 && errno != EEXIST) {
    refuse_workspace(std::string("cannot be created: ") + std::strerror(errno));
  }
  struct stat status {};
  if (::lstat(workspace_name, &status) != 0) {
    refuse_workspace(std::string("cannot be examined: ") + std::strerror(errno));
  }
  if (S_ISLNK(status.st_mode)) refuse_workspace("is a symbolic link");
  if (!S_ISDIR(status.st_mode)) refuse_workspace("is not a directory");
  if (status.st_uid != ::geteuid()) {
    refuse_workspace("belongs to another user (id " + std::to_string(status.st_uid) + ")");
  }
  try {
    require_trusted_parents(fs::canonical(workspace_name));
  } catch (const std::runtime_error& untrusted) {
    refuse_workspace(std::string("is not safe: ") + untrusted.what());
  }
  return workspace_name;
}

}  // namespace mcp::bridge

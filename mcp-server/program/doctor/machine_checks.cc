#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/openat2.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>

#include "io/descriptor.hpp"
#include "program/doctor/checks.hpp"

namespace mcp::program {
namespace {

constexpr rlim_t few_descriptors = 1'024;
constexpr std::uint64_t few_watches = 8'192;
constexpr const char* watches_file = "/proc/sys/fs/inotify/max_user_watches";

Finding openat2_finding() {
  open_how how{};
  how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
  const Descriptor opened(
      static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, "/", &how, sizeof how)));
  if (opened) return {Level::ok, "kernel.openat2", {}, "the kernel resolves paths (openat2)"};
  return {Level::warning,
          "kernel.openat2",
          {},
          std::string("openat2 is refused: ") + std::strerror(errno) +
              "; the server walks each path itself and refuses all symbolic links",
          "use Linux 5.6 or newer, and allow openat2 in the sandbox"};
}

Finding landlock_finding(const Settings& settings) {
  const long version =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version >= 1) {
    return {Level::ok, "kernel.landlock", {}, "Landlock ABI " + std::to_string(version)};
  }
  return {settings.require_landlock ? Level::failure : Level::warning,
          "kernel.landlock",
          {},
          std::string("the kernel has no Landlock: ") + std::strerror(errno) +
              "; a bug in the path checks could lead out of the roots",
          "use Linux 5.13 or newer, and start it with lsm=landlock,..."};
}

Finding user_finding() {
  if (::geteuid() != 0) {
    return {Level::ok, "process.user", {}, "runs as user " + std::to_string(::geteuid())};
  }
  return {Level::warning,
          "process.user",
          {},
          "runs as root: permissions of files protect nothing",
          "run it as a user of its own"};
}

Finding descriptors_finding() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const bool few = limit.rlim_cur < few_descriptors;
  return {few ? Level::warning : Level::ok,
          "process.descriptors",
          {},
          "may open " + std::to_string(limit.rlim_cur) + " files",
          few ? "raise the limit: ulimit -n, or LimitNOFILE= of the unit" : ""};
}

Finding watches_finding() {
  std::uint64_t watches = 0;
  std::ifstream(watches_file) >> watches;
  const bool few = watches < few_watches;
  return {few ? Level::warning : Level::ok,
          "process.watches",
          {},
          "may watch " + std::to_string(watches) + " directories (inotify)",
          few ? "raise fs.inotify.max_user_watches with sysctl" : ""};
}

}  // namespace

void check_machine(const Settings& settings, Findings& findings) {
  findings.push_back(openat2_finding());
  findings.push_back(landlock_finding(settings));
  findings.push_back(user_finding());
  findings.push_back(descriptors_finding());
  findings.push_back(watches_finding());
}

}  // namespace mcp::program

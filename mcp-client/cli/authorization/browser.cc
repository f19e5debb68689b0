#include "authorization/browser.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

extern char** environ;

namespace mcp::cli {
namespace {

bool has_desktop() {
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY"}) {
    const char* value = std::getenv(name);
    if (value && *value) return true;
  }
  return false;
}

}  // namespace

// A shell starts the browser in the background, so that only the shell must be waited for. The URL
// is an argument, never part of the shell's text.
bool open_in_browser(const std::string& url) {
  if (!has_desktop()) return false;
  std::string address = url;
  char shell[] = "sh";
  char option[] = "-c";
  char script[] =
      "command -v xdg-open >/dev/null || exit 1; setsid xdg-open \"$1\" </dev/null >/dev/null "
      "2>&1 &";
  char name[] = "open";
  char* arguments[] = {shell, option, script, name, address.data(), nullptr};
  pid_t child = 0;
  if (::posix_spawnp(&child, "sh", nullptr, nullptr, arguments, environ) != 0) return false;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace mcp::cli

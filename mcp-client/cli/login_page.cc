#include "login_page.hpp"

#include <spawn.h>
#include <sys/wait.h>

#include <cstdlib>
#include <iostream>

#include "text/unicode.hpp"

namespace mcp::cli {
namespace {

bool has_desktop() {
  return std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr;
}

// The shell exits at once; the browser must not write to our standard output.
void open_browser(const std::string& url) {
  std::string shell = "sh";
  std::string option = "-c";
  std::string script = "xdg-open \"$0\" </dev/null >/dev/null 2>&1 &";
  std::string argument = url;
  char* const arguments[] = {shell.data(), option.data(), script.data(), argument.data(), nullptr};
  pid_t child = 0;
  if (::posix_spawnp(&child, "sh", nullptr, nullptr, arguments, environ) != 0) return;
  ::waitpid(child, nullptr, 0);
}

}  // namespace

void show_login_page(const std::string& url) {
  std::cerr << "mcp-client: log in with a browser at\n  " << safe_to_show(url) << '\n';
  if (has_desktop()) open_browser(url);
}

}  // namespace mcp::cli

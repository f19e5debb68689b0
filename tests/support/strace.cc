#include "support/strace.hpp"

#include <unistd.h>

#include <csignal>
#include <sstream>

namespace mcp::test {
namespace {

constexpr const char* program = "/usr/bin/strace";

}  // namespace

Strace::Strace(pid_t process, const std::vector<std::string>& what) {
  if (::access(program, X_OK) != 0) {
    refused_ = "there is no strace";
    return;
  }
  Launch launch{.arguments = {"-f", "-s", "200", "-o", (scratch_ / "log").string()},
                .program = program,
                .in_child = [] { ::dup2(STDOUT_FILENO, STDERR_FILENO); }};
  for (const auto& one : what) {
    launch.arguments.push_back("-e");
    launch.arguments.push_back(one);
  }
  launch.arguments.push_back("-p");
  launch.arguments.push_back(std::to_string(process));
  strace_ = std::make_unique<ServerProcess>(std::move(launch));
  const auto said = strace_->read_line();
  if (!said || said->find("attached") == std::string::npos) {
    refused_ = "strace may not attach to a process: " + said.value_or("it says nothing");
  }
}

Strace::~Strace() {
  if (strace_) detach();
}

std::vector<SystemCall> Strace::detach() {
  strace_->kill(SIGTERM);
  strace_->wait_exit();
  std::istringstream log(content_of(scratch_ / "log"));
  std::vector<SystemCall> calls;
  for (std::string line; std::getline(log, line);) {
    SystemCall call;
    std::istringstream parts(line);
    parts >> call.thread >> std::ws;
    std::getline(parts, call.text);
    const auto end = call.text.find('(');
    if (end == std::string::npos || call.text.starts_with("<...")) continue;
    call.name = call.text.substr(0, end);
    calls.push_back(std::move(call));
  }
  return calls;
}

std::map<std::string, std::string> traceable() {
  // LeakSanitizer needs ptrace itself, so it cannot run under strace.
  const char* set = ::getenv("ASAN_OPTIONS");
  return {{"ASAN_OPTIONS", (set ? std::string(set) + ':' : "") + "detect_leaks=0"}};
}

}  // namespace mcp::test

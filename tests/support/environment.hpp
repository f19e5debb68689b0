#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "support/scratch.hpp"

namespace mcp::test {

/// Sets an environment variable of this process until it is destroyed. Must not be used while other
/// threads run.
class ScopedVariable {
 public:
  ScopedVariable(std::string name, const std::string& value) : name_(std::move(name)) {
    if (const char* before = std::getenv(name_.c_str())) before_ = before;
    ::setenv(name_.c_str(), value.c_str(), 1);
  }
  ~ScopedVariable() {
    if (before_) {
      ::setenv(name_.c_str(), before_->c_str(), 1);
    } else {
      ::unsetenv(name_.c_str());
    }
  }
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;

 private:
  std::string name_;
  std::optional<std::string> before_;
};

/// Arguments of `sh` that write the environment the shell was started with to a file, then become
/// the feature server.
inline std::vector<std::string> reports_environment(const std::filesystem::path& file) {
  return {"-c", "tr '\\0' '\\n' < /proc/$$/environ > '" + file.string() +
                    "'; exec " MCP_BINARY_DIR "/feature-server"};
}

/// The environment that such a server wrote: NAME=VALUE entries, sorted.
inline std::vector<std::string> reported_environment(const std::filesystem::path& file) {
  std::vector<std::string> entries;
  std::istringstream lines(content_of(file));
  for (std::string line; std::getline(lines, line);) entries.push_back(line);
  std::ranges::sort(entries);
  return entries;
}

}  // namespace mcp::test

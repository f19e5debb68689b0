#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "support/build_kind.hpp"

namespace mcp::test {

/// Something that takes lines and says lines: a child process, or a server in this one.
class Lines {
 public:
  virtual ~Lines() = default;

  /// False: the other side is gone.
  virtual bool send(std::string_view line) = 0;
  /// The next line, without its end. Nothing: none came in time, or the other side is gone.
  virtual std::optional<std::string> read_line(std::chrono::milliseconds limit = patience) = 0;
};

}  // namespace mcp::test

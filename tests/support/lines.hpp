#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "support/build_kind.hpp"

namespace mcp::test {

/// A peer that reads and writes lines: a child process, or a server in this one.
class Lines {
 public:
  virtual ~Lines() = default;

  /// False: the peer has closed the connection.
  virtual bool send(std::string_view line) = 0;
  /// The next line, without its line end. Nothing on timeout, or when the peer has closed.
  virtual std::optional<std::string> read_line(std::chrono::milliseconds limit = patience) = 0;
};

}  // namespace mcp::test

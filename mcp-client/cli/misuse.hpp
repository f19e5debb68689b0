#pragma once

#include <stdexcept>

namespace mcp::cli {

/// CLI11 accepted the command line, but it is invalid. The program exits with exit_code::misused.
struct Misuse : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace mcp::cli

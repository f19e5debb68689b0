#pragma once

#include <stop_token>

#include "file_error.hpp"

namespace mcp::files {

/// Throws E_CANCELLED when the call was cancelled.
inline void throw_if_stopped(const std::stop_token& stop) {
  if (stop.stop_requested()) throw FileError("E_CANCELLED", "the call was cancelled", "call again");
}

}  // namespace mcp::files

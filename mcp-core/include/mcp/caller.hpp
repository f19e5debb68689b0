#pragma once

#include <optional>
#include <string>

#include "mcp/capabilities.hpp"
#include "mcp/implementation.hpp"
#include "mcp/log_level.hpp"

namespace mcp {

/// The sender of a request and its capabilities. In 2026-07-28 every request carries them; in
/// earlier revisions `initialize` sends them once.
struct CallerInfo {
  std::string protocol_version = {};
  std::optional<Implementation> client = {};  ///< Self-reported: for display, not for decisions.
  ClientCapabilities capabilities = {};
  std::optional<LogLevel> log_threshold = {};  ///< Empty: send no log messages.
  std::string principal = {};                  ///< Authenticated identity; "" when there is none.
};

}  // namespace mcp

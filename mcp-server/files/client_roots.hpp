#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mcp/server/request_context.hpp"

namespace mcp::files {

/// Whether the roots that a client announces count: never, or to narrow the configured ones. They
/// never widen them.
enum class ClientRoots { ignore, narrow };

/// The directories that a client works in. Immutable.
/// Spec: 2026-07-28 client/roots, Security Considerations.
class ClientArea {
 public:
  explicit ClientArea(const std::vector<mcp::Root>& announced);

  /// Throws E_PATH, which shows the path as `shown`, when the absolute path is in none of them.
  void require(const std::vector<std::string>& path, std::string_view shown) const;

 private:
  std::vector<std::vector<std::string>> directories_;  // also without the links on the way
  std::string names_;
};

}  // namespace mcp::files

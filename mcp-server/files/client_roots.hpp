#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mcp/server/request_context.hpp"

namespace mcp::files {

/// How the roots that a client announces are used: not at all, or to narrow the configured ones.
/// They never widen them.
enum class ClientRoots { ignore, narrow };

/// The directories that a client works in. Immutable.
/// Spec: 2026-07-28 client/roots, Security Considerations.
class ClientArea {
 public:
  explicit ClientArea(const std::vector<mcp::Root>& announced);

  /// Throws E_PATH, which names the path as `shown`, when none of them contains the absolute path.
  void require(const std::vector<std::string>& path, std::string_view shown) const;

 private:
  std::vector<std::vector<std::string>> directories_;  // as announced, and with links resolved
  std::string names_;
};

}  // namespace mcp::files

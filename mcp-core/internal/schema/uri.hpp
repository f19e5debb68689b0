#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mcp::schema {

/// A URI reference cut at its first `#`.
struct SplitUri {
  std::string_view location;                 ///< All before the `#`.
  std::optional<std::string_view> fragment;  ///< All after it, still percent-encoded.
};

SplitUri split_fragment(std::string_view uri);

/// The target of `reference` seen from `base`, without dot segments. An empty base is allowed: a
/// schema without `$id` has no better one. Spec: RFC 3986, 5.2.
std::string resolve_uri(std::string_view base, std::string_view reference);

}  // namespace mcp::schema

#pragma once

#include <string>
#include <vector>

#include "mcp/describe.hpp"

namespace mcp {

/// A picture for a user interface. Programs that fetch it must treat it as untrusted.
/// Spec: 2026-07-28 basic, `icons`.
struct Icon {
  std::string src;                      ///< `https:` or `data:` URI.
  std::string mime_type = {};           ///< Empty: not stated.
  std::vector<std::string> sizes = {};  ///< "48x48", or "any" for a scalable format.
  std::string theme = {};               ///< "light", "dark" or empty.

  bool operator==(const Icon&) const = default;
  static Object<Icon> describe();
};

/// The name and version of a client or server, as it states them itself: for display and logs,
/// never for decisions. Empty fields are not sent.
/// Spec: 2026-07-28 schema, Implementation.
struct Implementation {
  std::string name;
  std::string version;
  std::string title = {};
  std::string description = {};
  std::string website_url = {};
  std::vector<Icon> icons = {};

  bool operator==(const Implementation&) const = default;
  static Object<Implementation> describe();
};

}  // namespace mcp

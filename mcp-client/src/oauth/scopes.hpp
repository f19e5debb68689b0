#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Lists of scopes: RFC 6749 section 3.3.
namespace mcp::oauth {

using Scopes = std::vector<std::string>;

/// The scopes of a text, separated by blanks, each once.
Scopes to_scopes(std::string_view text);
std::string joined(const Scopes& scopes);

/// `first`, and those of `second` that are not in it.
Scopes united(Scopes first, const Scopes& second);
/// Whether all of `scopes` are in `list`.
bool includes(const Scopes& list, const Scopes& scopes);

}  // namespace mcp::oauth

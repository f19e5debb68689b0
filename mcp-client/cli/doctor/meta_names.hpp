#pragma once

#include <string_view>

/// The syntax of `_meta` keys. Spec: 2026-07-28 basic, `_meta`.
namespace mcp::cli::doctor {

/// Whether the text is a valid key: an optional prefix of labels, and a name.
bool is_meta_key(std::string_view key);

/// Whether the prefix of the key is reserved for MCP, but not one that MCP uses.
bool has_reserved_prefix(std::string_view key);

}  // namespace mcp::cli::doctor

#pragma once

namespace mcp {

/// The member of a progress notification's `_meta` that says which piece of a file its message is:
/// {"offset", ...}. Our own, of the tool `write_file`.
inline constexpr const char* chunk_key = "dev.mcp-toolkit/chunk";

}  // namespace mcp

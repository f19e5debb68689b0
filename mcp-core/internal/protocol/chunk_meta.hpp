#pragma once

namespace mcp {

/// The member of a progress notification's `_meta` that marks its message as a chunk of a file:
/// {"offset", ...}. An extension of ours, which the tool `write_file` sends.
inline constexpr const char* chunk_key = "dev.mcp-toolkit/chunk";

}  // namespace mcp

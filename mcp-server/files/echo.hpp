#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "mcp/server/request_context.hpp"
#include "text/chunks.hpp"

namespace mcp::files {

/// How much of the written content progress notifications repeat.
enum class EchoMode { full, preview, none };
EnumNames<EchoMode> enum_names(EchoMode);

/// Reports each written chunk to the client in a progress notification: `progress` is the number of
/// bytes so far, `message` the text of the chunk, made safe to show, and `_meta` says which chunk
/// it is. Up to 1 MiB, all chunks are sent in full; beyond, at most 20 a second, in part.
/// Spec: 2026-07-28 basic/patterns/progress.
class Echo {
 public:
  Echo(RequestContext& context, EchoMode mode, std::uint64_t total, bool is_text);

  /// Reports a chunk that was written.
  void written(const Chunk& chunk);

 private:
  using Clock = std::chrono::steady_clock;

  std::string message(const Chunk& chunk) const;
  bool due(const Chunk& chunk);

  RequestContext& context_;
  const EchoMode mode_;
  const std::uint64_t total_;
  const bool is_text_;
  std::optional<Clock::time_point> last_;
};

}  // namespace mcp::files

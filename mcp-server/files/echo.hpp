#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "mcp/server/request_context.hpp"
#include "text/chunks.hpp"

namespace mcp::files {

/// How much of what is written a client is shown while it is written.
enum class EchoMode { full, preview, none };
EnumNames<EchoMode> enum_names(EchoMode);

/// Tells the client of each chunk that has been written, through progress notifications: `progress`
/// is bytes so far, `message` the text of the chunk, made safe to show, and `_meta` says which
/// chunk it is. Up to 1 MiB every chunk is told in full; beyond, at most 20 a second, in part.
/// Spec: 2026-07-28 basic/patterns/progress.
class Echo {
 public:
  Echo(RequestContext& context, EchoMode mode, std::uint64_t total, bool is_text);

  /// The chunk has been written.
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

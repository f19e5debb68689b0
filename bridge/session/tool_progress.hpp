#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/guard/output_screen.hpp"
#include "bridge/session/transcript.hpp"
#include "mcp/client/client.hpp"

namespace mcp::bridge {

/// Shows the viewers what one call of a tool tells while it runs, screened: pieces of a file as one
/// text, so that a secret is found that is split between two of them. Offsets are those of the
/// file, and where something was taken out those of what is shown. Of messages that come faster
/// than one can read, some are left out, but not the last. One thread at a time.
class ToolProgress {
 public:
  ToolProgress(const OutputScreen& screen, Transcript& transcript, std::string tool_use_id);

  /// The text that the call writes, if it does: of large ones a server tells only a part of each
  /// chunk, and not of every chunk. They are shown whole from this text. Texts of more than 4 MiB
  /// are not: viewers would not keep up.
  void set_content(std::string content);

  void take(const Progress& progress);
  /// The call has ended: shows what was held back.
  void finish();

 private:
  void take_message(const Progress& progress);
  void publish_message(const Progress& progress);
  void take_chunk(const Progress& progress, const Json& chunk);
  /// The text up to the end of the chunk that was not shown yet; empty: it is not known.
  std::string_view content_until(std::int64_t end) const;
  void show(std::string_view text);
  void show_held();

  using Clock = std::chrono::steady_clock;

  const OutputScreen screen_;
  Transcript& transcript_;
  const std::string tool_use_id_;
  OutputScreen::Stream stream_;
  std::string content_ = {};
  Json figures_ = Json::object();  // "progress" and "total" of the last chunk
  std::int64_t next_ = 0;          // where the next chunk begins in the file if nothing is skipped
  std::int64_t shown_ = 0;         // where what is shown next begins
  std::size_t held_ = 0;           // bytes that were taken and not shown
  double may_tell_;                // messages that may be told now
  Clock::time_point refilled_at_ = Clock::now();
  std::optional<Progress> untold_ = {};  // the last message, if it was left out
};

}  // namespace mcp::bridge

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

/// Publishes the progress notifications of a tool call to the viewers, screened. Pieces of a file
/// are screened as one text, so that a secret split between two pieces is found. Offsets are those
/// of the file; after a redaction, those of the shown text. Messages that come too fast are left
/// out, except the last one. One thread at a time.
class ToolProgress {
 public:
  ToolProgress(const OutputScreen& screen, Transcript& transcript, std::string tool_use_id);

  /// Sets the text that the call writes, if any. For large texts, a server sends only a part of
  /// some chunks; the rest is then shown from this text. Ignored above 4 MiB: viewers would not
  /// keep up.
  void set_content(std::string content);

  void take(const Progress& progress);
  /// The call has ended: publishes what was held back.
  void finish();

 private:
  void take_message(const Progress& progress);
  void publish_message(const Progress& progress);
  void take_chunk(const Progress& progress, const Json& chunk);
  /// The text from `next_` to `end`; empty if it is not known.
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
  std::int64_t next_ = 0;          // expected offset of the next chunk
  std::int64_t shown_ = 0;         // offset of the text to be published next
  std::size_t held_ = 0;           // bytes received and not published yet
  double may_tell_;                // messages that may be published now
  Clock::time_point refilled_at_ = Clock::now();
  std::optional<Progress> unpublished_ = {};  // the last message, if it was left out
};

}  // namespace mcp::bridge

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/client/channel.hpp"
#include "recording/seen_message.hpp"

namespace mcp::cli {

inline constexpr int recording_version = 1;
/// Of the messages; the header is a few KiB more.
inline constexpr std::size_t most_recorded_bytes = std::size_t{256} << 20;
inline constexpr std::size_t most_recorded_messages = 1'000'000;

struct RecordedMessage {
  MessageDirection direction = MessageDirection::sent;
  Milliseconds time{0};
  Json message;  ///< A JSON-RPC message: an object.
};

/// A session that was recorded with `record`.
struct Recording {
  Json header;
  std::vector<RecordedMessage> messages;
  bool truncated = false;  ///< The last line was incomplete, and is left out.
};

/// Whether a file's text begins like a recording.
bool is_recording(std::string_view text);

/// Reads a recording. A last line that is incomplete is left out. Throws Error with
/// `invalid_params`, which names the line, when the text is not a recording or is too large.
Recording parse_recording(std::string_view text, std::size_t max_messages = most_recorded_messages);

/// The same for a file. Throws Error when it cannot be read, or is larger than a recording may be.
Recording read_recording(const std::string& path);

/// The text of a file; the limit is a little more than a recording's. Throws Error with
/// `invalid_params` when the file is larger or cannot be read.
std::string read_bounded(const std::string& path,
                         std::size_t max_bytes = most_recorded_bytes + (std::size_t{1} << 20));

}  // namespace mcp::cli

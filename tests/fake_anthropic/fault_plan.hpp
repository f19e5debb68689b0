#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fake_anthropic/answer_events.hpp"

namespace mcp::test {

/// Faults and unusual but valid encodings of a stream, independent of its content.
struct FaultPlan {
  std::size_t split = 0;              ///< Bytes of each write; 0: one write for each event.
  std::optional<std::uint32_t> seed;  ///< Writes of random lengths.
  std::string line_end = "\n";
  bool tight = false;       ///< No blank after "data:".
  bool comments = false;    ///< A comment before each event.
  bool pings = false;       ///< A ping between all events.
  bool multi_line = false;  ///< The data of an event in several lines.
  bool unknown = false;     ///< Events and deltas of unknown types.
  bool gzip = false;        ///< Compressed, and therefore not written event by event.
  bool stall_head = false;  ///< Waits before the head, until released.
  std::optional<std::size_t> stall_after;       ///< Waits after this many events, until released.
  std::chrono::milliseconds drip{0};            ///< Delay between events.
  std::optional<std::size_t> drop_after_bytes;  ///< Breaks the connection after this many bytes.
  bool no_message_stop = false;
  /// Ends with an error event after a number of deltas: {"deltas", "type", "message"}.
  Json error_after = nullptr;

  /// The `faults` of a scenario's step. Throws std::invalid_argument for unknown members.
  static FaultPlan from(const Json& json);

  /// Applies the faults to a list of events.
  std::vector<StreamEvent> spoil(std::vector<StreamEvent> events) const;
  /// The bytes of one event.
  std::string encode(const StreamEvent& event) const;
  /// Cuts the bytes into writes.
  std::vector<std::string> cut(std::string_view bytes, std::uint32_t salt = 0) const;
};

/// Throws std::invalid_argument when the object has a member that is not in `known`.
void require_known(const Json& object, const std::vector<std::string>& known,
                   const std::string& where);

}  // namespace mcp::test

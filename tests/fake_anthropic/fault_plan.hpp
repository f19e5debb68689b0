#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fake_anthropic/answer_events.hpp"

namespace mcp::test {

/// How a stream goes wrong, or only looks unusual, whatever it says.
struct FaultPlan {
  std::size_t split = 0;              ///< Bytes of one write; 0: an event is one.
  std::optional<std::uint32_t> seed;  ///< Writes of lengths by chance.
  std::string line_end = "\n";
  bool tight = false;       ///< No blank behind "data:".
  bool comments = false;    ///< Before each event.
  bool pings = false;       ///< Between all events.
  bool multi_line = false;  ///< The data of an event in several lines.
  bool unknown = false;     ///< Events and deltas of types that nobody knows.
  bool gzip = false;        ///< Compressed, and therefore not written event by event.
  bool stall_head = false;  ///< Waits before the head, until released.
  std::optional<std::size_t> stall_after;       ///< Waits after so many events, until released.
  std::chrono::milliseconds drip{0};            ///< Between events.
  std::optional<std::size_t> drop_after_bytes;  ///< Then the connection breaks.
  bool no_message_stop = false;
  /// After so many deltas comes an error and the end: {"deltas", "type", "message"}.
  Json error_after = nullptr;

  /// Of a scenario. Throws std::invalid_argument for what it does not know.
  static FaultPlan from(const Json& json);

  /// The events as they are to be sent.
  std::vector<StreamEvent> spoil(std::vector<StreamEvent> events) const;
  /// The bytes of one.
  std::string encode(const StreamEvent& event) const;
  /// The bytes as they are written, one after the other.
  std::vector<std::string> cut(std::string_view bytes, std::uint32_t salt = 0) const;
};

/// Throws std::invalid_argument when there is a member that is not among `known`.
void require_known(const Json& object, const std::vector<std::string>& known,
                   const std::string& where);

}  // namespace mcp::test

#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace mcp::http {

/// One event of a stream of server-sent events.
struct SseEvent {
  std::string type;  ///< "message" when the server named none.
  std::string data;  ///< The data lines, joined with newlines.

  bool operator==(const SseEvent&) const = default;
};

/// Parses server-sent events from the bytes of a response, in pieces of any size. One thread.
/// Spec: WHATWG HTML, Server-sent events, Interpreting an event stream.
class SseParser {
 public:
  using OnEvent = std::function<void(SseEvent)>;

  /// `max_event_bytes` limits the memory of one event, including an incomplete line.
  explicit SseParser(std::size_t max_event_bytes) : max_event_bytes_(max_event_bytes) {}

  /// Parses the next bytes and calls `on_event` for each event that they complete. False: an event
  /// is larger than the limit, and the stream cannot be used any more.
  bool take(std::string_view bytes, const OnEvent& on_event);

  /// Another connection continues the stream: drops the incomplete event.
  void reconnected();

  /// The `Last-Event-ID` of a new connection; empty: there is none.
  const std::string& last_event_id() const { return last_event_id_; }
  /// The reconnection time that the server requested, if any.
  std::optional<std::chrono::milliseconds> retry() const { return retry_; }

 private:
  void take_line(std::string_view line, const OnEvent& on_event);
  void take_field(std::string_view name, std::string_view value);
  void dispatch(const OnEvent& on_event);

  const std::size_t max_event_bytes_;
  bool at_start_ = true;   // a byte order mark may follow
  bool after_cr_ = false;  // a line feed would end the line of that CR
  std::string line_;       // incomplete
  std::string type_;
  std::string data_;      // each line with a newline after it
  std::string event_id_;  // becomes last_event_id_ when the event is complete
  std::string last_event_id_;
  std::optional<std::chrono::milliseconds> retry_;
};

}  // namespace mcp::http

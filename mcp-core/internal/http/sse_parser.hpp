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
  std::string data;  ///< Its lines, joined with newlines. Empty if its only line is.

  bool operator==(const SseEvent&) const = default;
};

/// Reads server-sent events from the bytes of a response, however they are cut. One thread.
/// Spec: WHATWG HTML, Server-sent events, Interpreting an event stream.
class SseParser {
 public:
  using OnEvent = std::function<void(SseEvent)>;

  /// `max_event_bytes` bounds what is kept for one event, a line that is not complete included.
  explicit SseParser(std::size_t max_event_bytes) : max_event_bytes_(max_event_bytes) {}

  /// Takes the next bytes and hands out each event that they complete. False: an event is larger
  /// than the limit, and the stream is of no more use.
  bool take(std::string_view bytes, const OnEvent& on_event);

  /// Another connection continues the stream: forgets what was incomplete.
  void reconnected();

  /// The `Last-Event-ID` of a new connection; empty: there is none.
  const std::string& last_event_id() const { return last_event_id_; }
  /// How long the server wants a client to wait before it connects again.
  std::optional<std::chrono::milliseconds> retry() const { return retry_; }

 private:
  void take_line(std::string_view line, const OnEvent& on_event);
  void take_field(std::string_view name, std::string_view value);
  void dispatch(const OnEvent& on_event);

  const std::size_t max_event_bytes_;
  bool at_start_ = true;   // a byte order mark may come
  bool after_cr_ = false;  // a line feed belongs to the line before
  std::string line_;       // incomplete
  std::string type_;
  std::string data_;      // each line with a newline behind it
  std::string event_id_;  // counts once the event is complete
  std::string last_event_id_;
  std::optional<std::chrono::milliseconds> retry_;
};

}  // namespace mcp::http

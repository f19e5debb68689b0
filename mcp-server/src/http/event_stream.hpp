#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "http/replay_budget.hpp"
#include "mcp/server/http_endpoint.hpp"

namespace mcp::http {

/// Options of a stream that a client may resume.
/// Spec: 2025-11-25 basic/transports, Resumability and Redelivery.
struct StreamOptions {
  /// The stream begins with an event without data, so that the client has an id to resume from.
  bool primed = false;
  std::chrono::milliseconds retry{};
};

/// A stream of a session: the messages that belong to one request of the client, or to none. It
/// outlives the HTTP response that carries it: a client that has lost the response may resume the
/// stream. Any thread.
class EventStream final : public Sink {
 public:
  EventStream(std::uint64_t number, std::shared_ptr<ReplayShare> share, StreamOptions options);
  ~EventStream() override;

  /// From now on, responses begin with an event without data.
  void prime();

  /// Sends the stream in this response, which becomes a JSON object if the first message is the
  /// response, and an event stream otherwise. Returns the number of this HTTP response, for
  /// `delivered`.
  std::uint64_t carry(std::shared_ptr<Responder> responder);
  /// Sends the stream in this HTTP response, from the event after `after` on; by default from the
  /// first event that was not sent. Ends the HTTP response that carried it until now. Returns the
  /// number of this response, for `delivered`.
  std::uint64_t resume(std::shared_ptr<Responder> responder,
                       std::optional<std::uint64_t> after = std::nullopt);
  /// The client has disconnected from the response.
  void lost(const Responder* responder);
  /// Ends the response, not the stream: the client should resume it.
  void pause();

  /// Ends the stream.
  void end();

  /// False: the stream has ended, or cannot carry the message.
  bool send(Message message) override;

  bool carried() const;
  /// The last message has been sent.
  bool complete() const;
  /// The stream is complete, and the event `after` was its last or came after it.
  bool exhausted(std::uint64_t after) const;
  /// The client has received the whole of that response. True: the response had the last message,
  /// so nothing is left to resume.
  bool delivered(std::uint64_t response) const;
  /// Whether a client may resume it: it has become an event stream, whose events have ids.
  bool resumable() const;

  /// Drops the oldest events, until `bytes` are dropped; unsent events only if `unsent`. Returns
  /// the number of bytes dropped.
  std::size_t shed(std::size_t bytes, bool unsent);
  /// The stream is complete, and keeps no event.
  bool spent() const;

 private:
  struct Event {
    std::uint64_t number;
    std::string text;
  };

  std::string id(std::uint64_t event) const;
  void open();
  void keep(std::string text, std::uint64_t number);
  void flush();
  void drop(std::size_t count);
  void close_response();

  const std::uint64_t number_;
  const std::shared_ptr<ReplayShare> share_;
  mutable std::mutex mutex_;
  StreamOptions options_;
  std::shared_ptr<Responder> responder_;
  std::uint64_t response_ = 0;       // the number of the one that carries it
  std::uint64_t last_response_ = 0;  // of the one that ended with the last message
  bool open_ = false;                // it has become an event stream
  bool complete_ = false;
  std::deque<Event> events_;
  std::uint64_t last_ = 0;  // the number of the last event
  std::uint64_t sent_ = 0;  // of the last one that was handed to a response
};

}  // namespace mcp::http

#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "http/replay_budget.hpp"
#include "mcp/server/http_endpoint.hpp"

namespace mcp::http {

/// How a stream presents itself to a client that may lose it.
/// Spec: 2025-11-25 basic/transports, Resumability and Redelivery.
struct StreamOptions {
  /// Begins with an event without data, so that there is an id to come back with.
  bool primed = false;
  std::chrono::milliseconds retry{};
};

/// A stream of a session: what belongs to one request of the client, or to none. It outlives the
/// HTTP response that carries it: a client that has lost that may come back for the rest. Any
/// thread.
class EventStream final : public Sink {
 public:
  EventStream(std::uint64_t number, std::shared_ptr<ReplayShare> share, StreamOptions options);
  ~EventStream() override;

  /// Begin with an event without data from now on.
  void prime();

  /// Carried by this response, which becomes a JSON object if the first thing to send is an answer,
  /// and an event stream otherwise. Returns the number of this response, for `delivered`.
  std::uint64_t carry(std::shared_ptr<Responder> responder);
  /// Carried by this event stream from the event after `after` on; by default from the first that
  /// was not sent. A response that carried it until now ends. Returns the number of
  /// this response, for `delivered`.
  std::uint64_t resume(std::shared_ptr<Responder> responder,
                       std::optional<std::uint64_t> after = std::nullopt);
  /// The client has lost the response.
  void lost(const Responder* responder);
  /// Ends the response, not the stream: the client is to come back for the rest.
  void pause();

  /// Ends the stream.
  void end();

  /// True as long as somebody may come back for it.
  bool send(Message message) override;

  bool carried() const;
  /// The last message has been sent.
  bool complete() const;
  /// And it came before or with the event of that number.
  bool exhausted(std::uint64_t after) const;
  /// The client has received the whole of that response. True: that was the one with the last
  /// message, so nothing is left to come back for.
  bool delivered(std::uint64_t response) const;
  /// Some client may come back for it: it has become an event stream, whose events have ids.
  bool resumable() const;

  /// Drops the oldest events, at most until that many bytes are gone, and of those that were not
  /// sent yet only if `unsent`. Returns how many bytes they had.
  std::size_t shed(std::size_t bytes, bool unsent);
  /// It is complete, and no event is left to send.
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

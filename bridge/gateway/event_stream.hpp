#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

#include "bridge/gateway/event_sink.hpp"

namespace mcp::bridge {

/// The events of one response, from the thread that makes them to that of the connection. Source:
/// https://html.spec.whatwg.org/multipage/server-sent-events.html.
class EventStream final : public EventSink, public std::enable_shared_from_this<EventStream> {
 public:
  /// `executor` is the connection's, which has one thread. With more than `max_unsent` bytes that
  /// the client has not read it is taken to have left.
  EventStream(boost::asio::any_io_executor executor, std::size_t max_unsent);

  void send(const std::string& event, const Json& data) override;
  std::stop_token stop() const override { return left_.get_token(); }
  /// There will be no more. Any thread.
  void end();

  /// The next bytes to send; after so long without an event a comment, which keeps the connection
  /// open. Nothing: that was all. On the connection's thread.
  boost::asio::awaitable<std::optional<std::string>> next(std::chrono::milliseconds patience);
  /// The client has left, or reads too slowly: nothing is kept for it any more. Any thread.
  void leave();

 private:
  void wake();

  const std::size_t max_unsent_;
  boost::asio::steady_timer signal_;
  std::stop_source left_;
  std::mutex mutex_;
  std::string unsent_;
  bool ended_ = false;
};

}  // namespace mcp::bridge

#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>

#include <memory>
#include <stop_token>
#include <string>

#include "bridge/gateway/chat_socket.hpp"
#include "bridge/gateway/event_stream.hpp"
#include "bridge/gateway/request_reader.hpp"

namespace mcp::bridge {

/// A connection while it speaks HTTP: requests, one after the other, until one of them makes it a
/// WebSocket. On its thread.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(boost::asio::ip::tcp::socket socket, GatewayState& state,
                 CountedConnection counted);

  /// Until it shows the token, it may have to end so that another one has room. Before `run`.
  void begin_as_stranger();
  boost::asio::awaitable<void> run();
  /// Answers with that status, whatever the client sends, and ends.
  boost::asio::awaitable<void> turn_away(int status);
  /// The process ends.
  void stop();
  void servers_changed();

 private:
  void make_room();
  using Request = RequestReader::Request;

  boost::asio::awaitable<bool> serve_next();
  boost::asio::awaitable<bool> serve(const Request& request, HttpCall& call);
  bool is_too_often(const HttpCall& call);
  boost::asio::awaitable<bool> refuse_for_now(const Request& request, const HttpCall& call);
  boost::asio::awaitable<bool> serve_remote(const Request& request, HttpCall& call);
  void watch(std::shared_ptr<std::stop_source> leaving);
  boost::asio::awaitable<void> become_socket(Request& request, HttpCall& call);
  HttpCall call_of(const Request& request);
  Caller caller_of(const Request& request, const HttpCall& call);
  bool opens_socket_as_own_user(const Request& request);
  int status_of_access(const Request& request, const HttpCall& call);

  boost::asio::awaitable<bool> send(const Request& request, const HttpCall& call, HttpReply reply);
  template <class Response>
  boost::asio::awaitable<bool> write(const Request& request, const HttpCall& call,
                                     const HttpReply& reply, Response& response);
  boost::asio::awaitable<void> refuse(const HttpCall& call, HttpReply reply);
  boost::asio::awaitable<void> send_events(const Request& request, const HttpCall& call,
                                           HttpReply reply);
  boost::asio::awaitable<void> write_events(EventStream& events);

  boost::beast::tcp_stream stream_;
  GatewayState& state_;
  const std::string address_;
  CountedConnection counted_;  // once it has shown the token; until then the strangers have it
  RequestReader reader_;
  std::shared_ptr<ChatSocket> socket_;
  std::shared_ptr<EventStream> events_;
  bool stopping_ = false;
  bool known_ = false;                 // it has shown the token
  std::chrono::milliseconds wait_{0};  // until the next request of the address is served
  Strangers::Place place_;
};

}  // namespace mcp::bridge

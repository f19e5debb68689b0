#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <memory>
#include <string>

#include "bridge/gateway/chat_socket.hpp"
#include "bridge/gateway/event_stream.hpp"

namespace mcp::bridge {

/// A connection while it speaks HTTP: requests, one after the other, until one of them makes it a
/// WebSocket. On its thread.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(boost::asio::ip::tcp::socket socket, GatewayState& state);
  ~HttpConnection();

  boost::asio::awaitable<void> run();
  /// The process ends.
  void stop();
  void servers_changed();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Request = boost::beast::http::request<boost::beast::http::string_body>;

  boost::asio::awaitable<bool> serve(Request request);
  boost::asio::awaitable<HttpReply> answer(const Request& request, HttpCall& call);
  boost::asio::awaitable<void> become_socket(Request request);
  template <class Body>
  void set_head(boost::beast::http::response<Body>& response, const Request& request,
                const HttpCall& call, const HttpReply& reply);
  boost::asio::awaitable<bool> send(const Request& request, const HttpCall& call, HttpReply reply);
  boost::asio::awaitable<void> send_events(const Request& request, const HttpCall& call,
                                           HttpReply reply);
  boost::asio::awaitable<void> write_events(EventStream& events);

  boost::beast::tcp_stream stream_;
  GatewayState& state_;
  const std::string address_;
  std::shared_ptr<ChatSocket> socket_;
  std::shared_ptr<EventStream> events_;
  bool stopping_ = false;
};

}  // namespace mcp::bridge

#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <optional>
#include <string>

#include "bridge/gateway/gateway.hpp"

namespace mcp::bridge {

/// Reads the requests of one connection, under the gateway's limits on size and time. On the
/// connection's thread.
class RequestReader {
 public:
  using Request = boost::beast::http::request<boost::beast::http::string_body>;

  /// Results of a read; any other value is the status with which the request is to be refused.
  static constexpr int received = 0;
  static constexpr int client_gone = -1;

  /// Both outlive it.
  RequestReader(boost::beast::tcp_stream& stream, const GatewayOptions& options);

  /// Reads the head of the next request.
  boost::asio::awaitable<int> read_head();
  /// Reads its body, of so many bytes at most.
  boost::asio::awaitable<int> read_body(std::size_t most);

  /// The request as far as it has been read. A trailer becomes part of its fields (RFC 9110 section
  /// 6.5.1): what decides something is taken from the head before the body is read.
  Request& request() { return parser_->get(); }
  /// Whether a body follows the head.
  bool has_body() const;
  /// Whether bytes came that belong to nothing that has been read.
  bool has_more() const { return buffer_.size() != 0; }

  /// Reads and drops what a client still sends after its request was refused, for a limited time.
  boost::asio::awaitable<void> linger();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  bool is_acceptable() const;
  boost::asio::awaitable<int> read_some();
  boost::asio::awaitable<bool> send_continue();

  boost::beast::tcp_stream& stream_;
  const GatewayOptions& options_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::size_t parsed_bytes_ = 0;  // of the request
};

}  // namespace mcp::bridge

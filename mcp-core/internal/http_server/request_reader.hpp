#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <cstdint>
#include <optional>
#include <string>

#include "http_server/deadline.hpp"
#include "http_server/http_server_options.hpp"
#include "http_server/service.hpp"

namespace mcp::http {

/// Reads the requests of one connection, under the server's limits on size and time. On the
/// connection's thread.
class RequestReader {
 public:
  /// Results of a read; any other value is the status with which the request is to be refused.
  static constexpr int received = 0;
  static constexpr int client_gone = -1;

  /// All of them outlive it.
  RequestReader(ByteStream& stream, const HttpServerOptions& options, Deadline& deadline);

  /// Waits for the first byte of a request, unless it is there. The parser would wait for a whole
  /// head, and could not distinguish an idle client from a slow one.
  boost::asio::awaitable<boost::system::error_code> wait_for_request();
  /// Reads the head.
  boost::asio::awaitable<int> read_head();
  /// Reads the body, of so many bytes at most.
  boost::asio::awaitable<int> read_body(std::size_t most);

  /// Begins to read a body of at most `most` bytes in pieces, instead of `read_body`. `request`
  /// and `take` must not be called any more.
  boost::asio::awaitable<int> begin_pieces(std::uint64_t most);
  /// Reads the next piece of the body, of `piece_bytes` or up to the end of the body. After an
  /// error it contains what has arrived.
  boost::asio::awaitable<int> read_piece(std::string& piece);
  /// Whether the whole body was read in pieces.
  bool is_complete() const { return pieces_->is_done(); }
  /// Whether the client may still send a part of the body.
  bool has_unread_body() const { return pieces_ ? !pieces_->is_done() : has_body(); }

  static constexpr std::size_t piece_bytes = std::size_t{1} << 20;

  /// The request as far as it has been read.
  const Upgrade& request() const { return parser_->get(); }
  /// Whether a body follows the head.
  bool has_body() const;
  /// Whether bytes arrived that do not belong to the request that was read.
  bool has_more() const { return buffer_.size() != 0; }
  /// Its method, target and headers, without those of its trailer if called before the body is
  /// read: trailer fields must not bypass checks of the headers. Spec: RFC 9110 section 6.5.1.
  Request head() const;
  /// Moves the request out.
  Upgrade take();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using PieceParser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;

  boost::asio::awaitable<bool> send_continue();
  /// Once a body is read: what a large one took is not kept for the connection.
  void release_memory();

  ByteStream& stream_;
  const HttpServerOptions& options_;
  Deadline& deadline_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::optional<PieceParser> pieces_;
  bool is_new_ = true;  // no request has come yet
};

}  // namespace mcp::http

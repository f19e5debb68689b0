#include "bridge/gateway/request_reader.hpp"

#include <boost/asio/write.hpp>

#include <array>

#include "bridge/gateway/as_result.hpp"
#include "http/request_rules.hpp"

namespace mcp::bridge {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using beast_http::field;

// Bytes beyond the head that are read and not parsed yet. Also bounds what the parser does not: the
// extensions of a chunk.
constexpr std::size_t read_ahead = std::size_t{64} << 10;

// Beast's limit on a head is not exact to the byte; ours below is.
constexpr std::size_t inexactness = 1 << 10;

}  // namespace

RequestReader::RequestReader(boost::beast::tcp_stream& stream, const GatewayOptions& options)
    : stream_(stream), options_(options), buffer_(options.max_head_bytes + read_ahead) {}

asio::awaitable<int> RequestReader::read_head() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(options_.max_head_bytes + inexactness));
  parser_->body_limit(options_.max_body_bytes);
  parsed_bytes_ = 0;
  bool begun = buffer_.size() != 0;
  stream_.expires_after(begun ? options_.head_time : options_.idle_time);
  while (!parser_->is_header_done()) {
    const int problem = co_await read_some();
    if (problem != received) co_return problem;
    if (!begun) stream_.expires_after(options_.head_time);
    begun = true;
  }
  if (parsed_bytes_ > options_.max_head_bytes) co_return 431;
  co_return is_acceptable() ? received : 400;
}

bool RequestReader::is_acceptable() const {
  const auto& head = parser_->get();
  return http::is_unambiguous(head) &&
         !http::has_repeated(
             head, {field::host, field::origin, field::authorization, field::content_length,
                    field::sec_websocket_key, field::sec_websocket_version});
}

asio::awaitable<int> RequestReader::read_body(std::size_t most) {
  if (parser_->content_length().value_or(0) > most) co_return 413;
  parser_->body_limit(most);
  parser_->eager(true);
  stream_.expires_after(options_.body_time);
  if (!parser_->is_done() && !has_more() && http::expects_continue(parser_->get())) {
    const bool sent = co_await send_continue();
    if (!sent) co_return client_gone;
  }
  while (!parser_->is_done()) {
    const int problem = co_await read_some();
    if (problem != received) co_return problem;
  }
  co_return received;
}

bool RequestReader::has_body() const {
  return parser_->chunked() || parser_->content_length().value_or(0) != 0;
}

asio::awaitable<int> RequestReader::read_some() {
  const auto [error, count] =
      co_await beast_http::async_read_some(stream_, buffer_, *parser_, as_result);
  parsed_bytes_ += count;
  if (!error) co_return received;
  const int status = http::status_of(error);
  co_return status == 0 ? client_gone : status;
}

asio::awaitable<bool> RequestReader::send_continue() {
  constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
  const auto [error, count] =
      co_await asio::async_write(stream_, asio::buffer(text.data(), text.size()), as_result);
  co_return !error;
}

asio::awaitable<void> RequestReader::linger() {
  boost::system::error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(options_.linger_time);
  std::array<char, 16384> dropped;
  while (true) {
    const auto [error, count] = co_await stream_.async_read_some(asio::buffer(dropped), as_result);
    if (error) co_return;
  }
}

}  // namespace mcp::bridge

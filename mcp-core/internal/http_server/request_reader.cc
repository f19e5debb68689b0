#include "http_server/request_reader.hpp"

#include <boost/asio/write.hpp>

#include "http_server/as_result.hpp"
#include "http_server/request_rules.hpp"

namespace mcp::http {
namespace {

namespace beast_http = boost::beast::http;

// Bytes read beyond the head and not parsed yet. Also limits the extensions of a chunk, which the
// parser does not limit.
constexpr std::size_t read_ahead = std::size_t{64} << 10;

// Beast's limit on a head is not exact to the byte; ours below is.
constexpr std::size_t inexactness = 1 << 10;

// Room for the first read: most requests come whole in it.
constexpr std::size_t usual_request = 2048;

// The most that the buffer keeps between two requests.
constexpr std::size_t kept_capacity = 4096;

int problem_of(const boost::system::error_code& error) {
  const int status = status_of(error);
  return status == 0 ? RequestReader::client_gone : status;
}

}  // namespace

RequestReader::RequestReader(ByteStream& stream, const HttpServerOptions& options,
                             Deadline& deadline)
    : stream_(stream),
      options_(options),
      deadline_(deadline),
      buffer_(options.max_head_bytes + read_ahead) {}

asio::awaitable<boost::system::error_code> RequestReader::wait_for_request() {
  if (has_more()) co_return boost::system::error_code();
  deadline_.allow(is_new_ ? options_.head_time : options_.idle_time);
  const auto space = buffer_.prepare(usual_request);
  const auto [error, count] = co_await stream_.async_read_some(space, as_result);
  buffer_.commit(count);
  is_new_ = false;
  co_return error;
}

asio::awaitable<int> RequestReader::read_head() {
  pieces_.reset();
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(options_.max_head_bytes + inexactness));
  parser_->body_limit(boost::none);
  deadline_.allow(options_.head_time);
  std::size_t parsed = 0;
  while (!parser_->is_header_done()) {
    const auto [error, count] =
        co_await beast_http::async_read_some(stream_, buffer_, *parser_, as_result);
    parsed += count;
    if (error) co_return problem_of(error);
  }
  if (parsed > options_.max_head_bytes) co_return 431;
  co_return is_unambiguous(parser_->get()) ? received : 400;
}

asio::awaitable<int> RequestReader::read_body(std::size_t most) {
  if (parser_->content_length().value_or(0) > most) co_return 413;
  parser_->body_limit(most);
  parser_->eager(true);
  deadline_.allow(options_.body_time);
  if (!parser_->is_done() && !has_more() && expects_continue(parser_->get())) {
    const bool sent = co_await send_continue();
    if (!sent) co_return client_gone;
  }
  while (!parser_->is_done()) {
    const auto [error, count] =
        co_await beast_http::async_read_some(stream_, buffer_, *parser_, as_result);
    if (error) co_return problem_of(error);
  }
  release_memory();
  deadline_.clear();
  co_return received;
}

bool RequestReader::has_body() const {
  return parser_->chunked() || parser_->content_length().value_or(0) != 0;
}

Request RequestReader::head() const {
  const auto& message = parser_->get();
  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  constexpr std::size_t usual = 16;
  request.headers.reserve(usual);
  for (const auto& field : message) {
    request.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  }
  return request;
}

Upgrade RequestReader::take() {
  Upgrade request = parser_->release();
  parser_.reset();
  return request;
}

void RequestReader::release_memory() {
  if (!has_more() && buffer_.capacity() > kept_capacity) buffer_.shrink_to_fit();
}

asio::awaitable<bool> RequestReader::send_continue() {
  constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
  const auto [error, count] =
      co_await asio::async_write(stream_, asio::buffer(text.data(), text.size()), as_result);
  co_return !error;
}

}  // namespace mcp::http

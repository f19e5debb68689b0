// RequestReader: reads a large body in pieces.

#include <algorithm>

#include "http_server/as_result.hpp"
#include "http_server/request_reader.hpp"
#include "http_server/request_rules.hpp"

namespace mcp::http {
namespace {

// A client that sends fewer bytes than these within the time limit for a body is disconnected.
constexpr std::size_t least_progress = std::size_t{64} << 10;

}  // namespace

asio::awaitable<int> RequestReader::begin_pieces(std::uint64_t most) {
  if (parser_->content_length().value_or(0) > most) co_return 413;
  const bool waits = expects_continue(parser_->get());
  pieces_.emplace(std::move(*parser_));
  parser_.reset();
  pieces_->body_limit(most);
  pieces_->eager(true);
  deadline_.allow(options_.body_time);
  if (!pieces_->is_done() && !has_more() && waits) {
    const bool sent = co_await send_continue();
    if (!sent) co_return client_gone;
  }
  co_return received;
}

asio::awaitable<int> RequestReader::read_piece(std::string& piece) {
  using boost::beast::http::error;
  const std::uint64_t whole = pieces_->content_length().value_or(piece_bytes);
  piece.resize(static_cast<std::size_t>(std::min<std::uint64_t>(piece_bytes, whole)));
  auto& body = pieces_->get().body();
  body.data = piece.data();
  body.size = piece.size();
  int status = received;
  deadline_.allow(options_.body_time);
  for (std::size_t counted = 0; status == received && !pieces_->is_done() && body.size != 0;) {
    const auto [code, count] =
        co_await boost::beast::http::async_read_some(stream_, buffer_, *pieces_, as_result);
    if (code && code != error::need_buffer) {
      const int problem = status_of(code);
      status = problem == 0 ? client_gone : problem;
    }
    const std::size_t filled = piece.size() - body.size;
    if (filled - counted < least_progress) continue;
    counted = filled;
    deadline_.allow(options_.body_time);
  }
  piece.resize(piece.size() - body.size);
  if (pieces_->is_done()) release_memory();
  deadline_.clear();
  co_return status;
}

}  // namespace mcp::http

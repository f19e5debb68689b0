// HttpConnection: serves requests whose body or response is passed in pieces.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http_server/as_result.hpp"
#include "http_server/http_connection.hpp"
#include "http_server/worker_step.hpp"

namespace mcp::http {
namespace {

using MaybeReply = std::optional<TransferReply>;

constexpr std::size_t sent_at_once = std::size_t{64} << 10;

template <class Result>
StepPointer<Result> make_step(std::function<Result()> work) {
  return std::make_shared<Step<Result>>(Step<Result>{std::move(work)});
}

StepPointer<MaybeReply> begin_step(const std::shared_ptr<Transfer>& transfer) {
  return make_step<MaybeReply>([transfer] { return transfer->begin(); });
}

StepPointer<MaybeReply> receive_step(const std::shared_ptr<Transfer>& transfer, std::string bytes) {
  return make_step<MaybeReply>(
      [transfer, bytes = std::move(bytes)] { return transfer->receive(bytes); });
}

StepPointer<TransferReply> respond_step(const std::shared_ptr<Transfer>& transfer) {
  return make_step<TransferReply>([transfer] { return transfer->respond(); });
}

StepPointer<std::string> read_step(const std::shared_ptr<Transfer>& transfer) {
  return make_step<std::string>([transfer] { return transfer->read(); });
}

Response to_response(TransferReply reply) {
  return {.head = std::move(reply.head), .body = std::move(reply.body)};
}

}  // namespace

// False: the connection ends.
asio::awaitable<bool> HttpConnection::serve_transfer(std::shared_ptr<Transfer> transfer,
                                                     Executor& workers, std::uint64_t max_body) {
  deadline_.clear();
  const bool keep_alive = begin_response();
  const auto begin = begin_step(transfer);
  auto begun = co_await run_on(workers, stream_, begin);
  PieceResult result{.goes_on = begun.has_value()};
  if (begun) result.reply = *std::move(begun);
  if (result.goes_on && !result.reply && reader_.has_body()) {
    result = co_await receive_pieces(transfer, workers, max_body);
  }
  const bool unread = result.reply && reader_.has_unread_body();
  if (result.goes_on && !result.reply) {
    const auto respond = respond_step(transfer);
    result.reply = co_await run_on(workers, stream_, respond);
  }
  // A client that has the response may send its next request on another connection.
  if (!result.reply || result.reply->streamed_bytes == 0) transfer.reset();
  if (!keep_alive || unread) outbox_->end_connection();
  bool complete = false;
  if (result.reply) {
    complete = co_await send_reply(transfer, workers, *result.reply);
  }
  end_response();
  if (complete && unread) co_await linger();
  const bool again = complete && keep_alive && !unread && !ending_;
  co_return again;
}

asio::awaitable<HttpConnection::PieceResult> HttpConnection::receive_pieces(
    const std::shared_ptr<Transfer>& transfer, Executor& workers, std::uint64_t max_body) {
  int status = co_await reader_.begin_pieces(max_body);
  while (status == RequestReader::received && !reader_.is_complete()) {
    std::string piece;
    status = co_await reader_.read_piece(piece);
    served_.received += piece.size();
    if (piece.empty()) continue;
    const auto receive = receive_step(transfer, std::move(piece));
    auto handled = co_await run_on(workers, stream_, receive);
    if (!handled) co_return PieceResult{.goes_on = false};
    if (*handled) co_return PieceResult{.goes_on = true, .reply = *std::move(handled)};
  }
  if (status == RequestReader::received) co_return PieceResult{.goes_on = true};
  if (status == RequestReader::client_gone) co_return PieceResult{.goes_on = false};
  Response refusal = shared_.service.refusal(status);
  co_return PieceResult{
      .goes_on = true,
      .reply = TransferReply{.head = std::move(refusal.head), .body = std::move(refusal.body)}};
}

// False: the client did not receive all of it.
asio::awaitable<bool> HttpConnection::send_reply(const std::shared_ptr<Transfer>& transfer,
                                                 Executor& workers, TransferReply& reply) {
  std::uint64_t rest = reply.streamed_bytes;
  if (rest == 0) {
    outbox_->respond(to_response(std::move(reply)));
  } else {
    outbox_->respond_head(reply.head, rest);
  }
  const Outbox::Taken taken = outbox_->take();
  bool sent = co_await send(taken);
  if (request_.method == "HEAD") rest = 0;
  while (sent && rest > 0) {
    deadline_.clear();
    const auto reading = read_step(transfer);
    const auto piece = co_await run_on(workers, stream_, reading);
    if (!piece || piece->empty() || piece->size() > rest) co_return false;
    rest -= piece->size();
    // A slow client has the time for each part, not for the whole piece.
    for (std::string_view left = *piece; sent && !left.empty();) {
      const std::string_view part = left.substr(0, sent_at_once);
      deadline_.allow(shared_.options.write_time);
      sent = co_await send(part);
      left.remove_prefix(part.size());
    }
  }
  deadline_.clear();
  co_return sent;
}

}  // namespace mcp::http

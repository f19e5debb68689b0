#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>

#include "http_server/outbox.hpp"
#include "http_server/request_reader.hpp"
#include "http_server/shared.hpp"

namespace mcp::http {

/// Reads requests from a client and sends the responses, one after the other, until the connection
/// becomes a WebSocket. Only used on its thread.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(ByteStream stream, Shared& shared);

  /// Serves the connection if the service accepts it.
  void start(Counted counted);
  /// Responds with `status` to the first request, and closes the connection.
  void turn_away(int status, Counted counted);
  /// Closes the connection when its deadline has passed; sends a comment on an idle event stream.
  void tick(Clock::time_point now);
  /// Closes the connection after the current response, or at once when there is none.
  void drain();
  void sever();

 private:
  /// After a piece of a body: the next one, a response, or the end of the connection.
  struct PieceResult {
    bool goes_on = false;
    std::optional<TransferReply> reply = {};
  };

  std::function<void()> closer();
  void spawn(asio::awaitable<void> work);

  asio::awaitable<void> run();
  asio::awaitable<bool> open_stream();
  asio::awaitable<bool> serve_next();
  asio::awaitable<int> read_head();
  asio::awaitable<bool> serve();
  asio::awaitable<bool> answer(Response response);
  asio::awaitable<bool> serve_transfer(std::shared_ptr<Transfer> transfer, Executor& workers,
                                       std::uint64_t max_body);
  asio::awaitable<PieceResult> receive_pieces(const std::shared_ptr<Transfer>& transfer,
                                              Executor& workers, std::uint64_t max_body);
  asio::awaitable<bool> send_reply(const std::shared_ptr<Transfer>& transfer, Executor& workers,
                                   TransferReply& reply);
  asio::awaitable<bool> respond();
  asio::awaitable<void> become_socket();
  asio::awaitable<void> refuse(Response response);
  asio::awaitable<bool> send(const Outbox::Taken& taken);
  asio::awaitable<bool> send(std::string_view bytes);
  asio::awaitable<void> linger();
  asio::awaitable<void> close();

  bool begin_response();
  void end_response();
  std::function<void()> waker();
  void woken();
  void watch();
  void unwatch();
  void readable(const boost::system::error_code& error);
  void leave();
  bool peer_has_left();
  void await_delivery(std::shared_ptr<Call> call);
  void confirm();

  Counted counted_;                             // of a connection that is turned away
  std::unique_ptr<ConnectionHandler> handler_;  // destroyed after all members below
  ByteStream stream_;
  asio::steady_timer signal_;
  Shared& shared_;
  Deadline deadline_;
  RequestReader reader_;
  Request request_;                 // as far as it has been read
  std::shared_ptr<Outbox> outbox_;  // while a request is being served
  Served served_;
  Clock::time_point started_{};
  Clock::time_point last_write_{};
  std::shared_ptr<Call> unconfirmed_;  // whose response the client may not have received yet
  bool sent_ahead_ = false;            // the client sends requests before it receives the responses
  bool ending_ = false;                // no further request is served
  bool is_socket_ = false;             // a WebSocket; the handler has the stream
  bool watching_ = false;
  bool pending_ = false;  // unread bytes are there, so the end would not wake us
  bool gone_ = false;
};

}  // namespace mcp::http

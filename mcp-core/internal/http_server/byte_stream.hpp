#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace mcp::http {

namespace asio = boost::asio;
using Socket = asio::ip::tcp::socket;

/// Bytes from and to a client: by TCP, or by TLS over it. An AsyncReadStream and AsyncWriteStream
/// of Asio and Beast. On the thread of its connection.
class ByteStream {
 public:
  using executor_type = Socket::executor_type;
  using TlsContext = std::shared_ptr<asio::ssl::context>;

  /// By TLS if there is a context.
  ByteStream(Socket socket, TlsContext context) : context_(std::move(context)) {
    if (context_) {
      tls_ = std::make_unique<Tls>(std::move(socket), *context_);
    } else {
      plain_.emplace(std::move(socket));
    }
  }

  bool is_tls() const { return tls_ != nullptr; }
  Socket& socket() { return tls_ ? tls_->next_layer() : *plain_; }
  // Names that Asio and Beast require:
  Socket& next_layer() { return socket(); }
  executor_type get_executor() { return socket().get_executor(); }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, Signature>(
        [this](auto handler, const auto& parts) {
          if (tls_) return tls_->async_read_some(parts, std::move(handler));
          plain_->async_read_some(parts, std::move(handler));
        },
        token, buffers);
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, Signature>(
        [this](auto handler, const auto& parts) {
          if (tls_) return tls_->async_write_some(parts, std::move(handler));
          plain_->async_write_some(parts, std::move(handler));
        },
        token, buffers);
  }

  // Only with TLS:
  template <class Token>
  auto async_handshake(Token&& token) {
    return tls_->async_handshake(asio::ssl::stream_base::server, std::forward<Token>(token));
  }
  template <class Token>
  auto async_shutdown(Token&& token) {
    return tls_->async_shutdown(std::forward<Token>(token));
  }

 private:
  using Tls = asio::ssl::stream<Socket>;
  using Signature = void(boost::system::error_code, std::size_t);

  // Beast calls it to end a WebSocket.
  template <class Handler>
  friend void async_teardown(boost::beast::role_type role, ByteStream& stream, Handler&& handler) {
    using boost::beast::websocket::async_teardown;
    if (stream.tls_) return async_teardown(role, *stream.tls_, std::forward<Handler>(handler));
    async_teardown(role, *stream.plain_, std::forward<Handler>(handler));
  }

  TlsContext context_;
  std::unique_ptr<Tls> tls_;
  std::optional<Socket> plain_;  // unless there is TLS
};

}  // namespace mcp::http

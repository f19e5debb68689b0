#include "http/beast/io_thread.hpp"

#include "io/peer_user.hpp"

namespace mcp::http {
namespace {

using asio::ip::tcp;

constexpr auto tick_interval = std::chrono::milliseconds(250);

constexpr std::string_view full =
    "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

}  // namespace

IoThread::IoThread(Shared& shared)
    : shared_(shared), is_tls_(shared.tls.load() != nullptr), ticker_(context_) {}

void IoThread::run() {
  tick();
  context_.run();
}

void IoThread::drain() {
  asio::post(context_, [this] {
    draining_ = true;
    for (const auto& connection : living()) connection->drain();
  });
}

void IoThread::sever() {
  asio::post(context_, [this] {
    for (const auto& connection : living()) connection->sever();
    ticker_.cancel();  // which looks at once whether anything is left
  });
}

void IoThread::take(Socket socket) {
  asio::post(context_, [this, socket = std::move(socket)]() mutable { admit(std::move(socket)); });
}

void IoThread::admit(Socket socket) {
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  Place place = shared_.take_place();
  if (!place) {
    if (!is_tls_) socket.send(asio::buffer(full.data(), full.size()), 0, ignored);
    return;
  }
  socket.set_option(tcp::no_delay(true), ignored);
  const auto taken = connection(std::move(socket), std::move(place));
  if (!taken) return;
  connections_.push_back(taken);
  taken->start();
}

// Null: its user may not call, and enough connections of such users are being told so.
std::shared_ptr<AnyConnection> IoThread::connection(Socket socket, Place place) {
  boost::system::error_code ignored;
  std::string peer = socket.remote_endpoint(ignored).address().to_string();
  std::string refusal;
  if (const auto& refuse = shared_.options.refuse_user) {
    refusal = refuse(peer_user(socket.native_handle()));
    if (!refusal.empty() && !shared_.begin_refusing()) return nullptr;
  }
  if (!is_tls_) {
    return std::make_shared<HttpConnection<Socket>>(std::move(socket), std::move(place),
                                                    std::move(peer), std::move(refusal));
  }
  const auto tls = shared_.tls.load();
  asio::ssl::stream<Socket> stream(std::move(socket), *tls);
  return std::make_shared<HttpConnection<asio::ssl::stream<Socket>>>(
      std::move(stream), std::move(place), std::move(peer), std::move(refusal));
}

void IoThread::tick() {
  ticker_.expires_after(tick_interval);
  ticker_.async_wait([this](const boost::system::error_code&) {
    const auto now = Clock::now();
    for (const auto& connection : living()) connection->tick(now);
    if (draining_ && connections_.empty()) return;
    tick();
  });
}

std::vector<std::shared_ptr<AnyConnection>> IoThread::living() {
  std::vector<std::shared_ptr<AnyConnection>> living;
  living.reserve(connections_.size());
  std::erase_if(connections_, [&](const std::weak_ptr<AnyConnection>& each) {
    if (auto connection = each.lock()) living.push_back(std::move(connection));
    return each.expired();
  });
  return living;
}

}  // namespace mcp::http

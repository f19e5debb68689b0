#include "http_server/io_thread.hpp"

namespace mcp::http {
namespace {

using asio::ip::tcp;

constexpr auto tick_interval = std::chrono::milliseconds(250);

}  // namespace

void IoThread::run() {
  tick();
  if (embedding_) embedding_->begin();
  context_.run();
  if (embedding_) embedding_->end();
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
    ticker_.cancel();  // runs the tick, which ends when no connection is left
  });
}

void IoThread::take(Socket socket) {
  asio::post(context_, [this, socket = std::move(socket)]() mutable { admit(std::move(socket)); });
}

void IoThread::admit(Socket socket) {
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.set_option(tcp::no_delay(true), ignored);
  const std::string address = socket.remote_endpoint(ignored).address().to_string();
  int status = 0;
  auto counted = shared_.connections.add(address);
  if (const auto* limit = std::get_if<CallerCount::Limit>(&counted)) {
    status = *limit == CallerCount::Limit::total ? 503 : 429;
    counted = shared_.refused.add(address);
  }
  auto* place = std::get_if<Counted>(&counted);
  if (!place) return;
  ByteStream stream(std::move(socket), shared_.tls.load());
  const auto connection = std::make_shared<HttpConnection>(std::move(stream), shared_);
  connections_.push_back(connection);
  if (status != 0) return connection->turn_away(status, std::move(*place));
  connection->start(std::move(*place));
}

void IoThread::tick() {
  ticker_.expires_after(tick_interval);
  ticker_.async_wait([this](const boost::system::error_code&) {
    const auto now = Clock::now();
    for (const auto& connection : living()) connection->tick(now);
    if (!draining_ || !connections_.empty()) return tick();
    if (embedding_) embedding_->stop_waiting();
  });
}

std::vector<std::shared_ptr<HttpConnection>> IoThread::living() {
  std::vector<std::shared_ptr<HttpConnection>> living;
  living.reserve(connections_.size());
  std::erase_if(connections_, [&](const std::weak_ptr<HttpConnection>& each) {
    if (auto connection = each.lock()) living.push_back(std::move(connection));
    return each.expired();
  });
  return living;
}

}  // namespace mcp::http

#include "bridge/servers/channel_watch.hpp"

#include "mcp/client/http.hpp"

namespace mcp::bridge {

/// Forwards to another channel, and records its state in the watch.
class WatchedChannel final : public Channel, private Receiver {
 public:
  WatchedChannel(std::unique_ptr<Channel> channel, std::shared_ptr<ChannelWatch> watch)
      : channel_(std::move(channel)), watch_(std::move(watch)) {
    const std::scoped_lock lock(watch_->connecting_);
    watch_->channel_ = channel_.get();
  }

  ~WatchedChannel() override {
    close();
    const std::scoped_lock lock(watch_->connecting_);
    watch_->channel_ = nullptr;
  }

  void start(Receiver& receiver) override {
    const std::scoped_lock lock(watch_->connecting_);
    if (watch_->aborted_) throw Error(ErrorCode::connection_closed, "The bridge is shutting down");
    channel_->close();
    receiver_ = &receiver;
    watch_->closed_ = false;
    channel_->start(*this);
  }

  bool send(Message message) override { return channel_->send(std::move(message)); }
  void forget(const RequestId& id) override { channel_->forget(id); }
  std::string ending() const override { return channel_->ending(); }
  bool is_authorizing() const override { return channel_->is_authorizing(); }
  std::uint64_t authorizations() const override { return channel_->authorizations(); }

  void close() noexcept override {
    const std::scoped_lock lock(watch_->connecting_);
    channel_->close();
  }

 private:
  void receive(Message message) override { receiver_->receive(std::move(message)); }
  void warned(const std::string& text) override { receiver_->warned(text); }

  void closed() override {
    {
      const std::scoped_lock lock(watch_->mutex_);
      watch_->ending_ = channel_->ending();
    }
    // Set before the pending calls fail, so that a caller that retries opens a new connection.
    watch_->closed_ = true;
    receiver_->closed();
    if (watch_->on_closed_) watch_->on_closed_();
  }

  const std::unique_ptr<Channel> channel_;
  const std::shared_ptr<ChannelWatch> watch_;
  Receiver* receiver_ = nullptr;
};

std::string ChannelWatch::ending() const {
  const std::scoped_lock lock(mutex_);
  return ending_;
}

void ChannelWatch::abort() {
  const std::scoped_lock lock(connecting_);
  aborted_ = true;
  if (channel_) channel_->close();
}

std::unique_ptr<Channel> channel_to(const ServerConfig& server, std::shared_ptr<ChannelWatch> watch,
                                    std::shared_ptr<TokenProvider> tokens) {
  auto channel = server.command.empty()
                     ? over_http({.url = server.url,
                                  .headers = server.headers,
                                  .tokens = std::move(tokens),
                                  .transport = server.transport})
                     : spawn({.command = server.command,
                              .directory = server.directory,
                              .environment = server.environment,
                              // Ignored here: the channel keeps the last lines for ending().
                              .on_stderr = [](std::string_view) {}});
  return std::make_unique<WatchedChannel>(std::move(channel), std::move(watch));
}

}  // namespace mcp::bridge

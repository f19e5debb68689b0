#include <condition_variable>
#include <mutex>
#include <utility>

#include "mcp/client/channel.hpp"

namespace mcp {
namespace {

/// The sink of the server's side. May outlive the channel, because a handler may still hold it.
class ToClient final : public Sink {
 public:
  explicit ToClient(Receiver& receiver) : receiver_(&receiver) {}

  bool send(Message message) override {
    Receiver* receiver = nullptr;
    {
      std::unique_lock lock(mutex_);
      if (!receiver_) return false;
      receiver = receiver_;
      ++delivering_;
    }
    receiver->receive(std::move(message));
    std::scoped_lock lock(mutex_);
    if (--delivering_ == 0) idle_.notify_all();
    return true;
  }

  /// Stops delivery: later messages are dropped.
  void detach() {
    std::unique_lock lock(mutex_);
    receiver_ = nullptr;
    idle_.wait(lock, [this] { return delivering_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable idle_;
  Receiver* receiver_;
  int delivering_ = 0;
};

class InProcessChannel final : public Channel {
 public:
  using Connect = std::function<std::unique_ptr<Receiver>(std::shared_ptr<Sink>)>;

  explicit InProcessChannel(Connect connect) : connect_(std::move(connect)) {}
  ~InProcessChannel() override { close(); }

  void start(Receiver& receiver) override {
    client_ = &receiver;
    sink_ = std::make_shared<ToClient>(receiver);
    std::shared_ptr<Receiver> server = connect_(sink_);
    std::scoped_lock lock(mutex_);
    server_ = std::move(server);
  }

  bool send(Message message) override {
    const auto server = this->server();
    if (!server) return false;
    server->receive(std::move(message));
    return true;
  }

  void close() noexcept override {
    std::shared_ptr<Receiver> server;
    {
      std::scoped_lock lock(mutex_);
      server = std::exchange(server_, nullptr);
    }
    if (!server) return;
    server->closed();
    sink_->detach();
    client_->closed();
  }

  std::string ending() const override { return "disconnected"; }

 private:
  std::shared_ptr<Receiver> server() const {
    std::scoped_lock lock(mutex_);
    return server_;
  }

  const Connect connect_;
  Receiver* client_ = nullptr;
  std::shared_ptr<ToClient> sink_;
  mutable std::mutex mutex_;
  std::shared_ptr<Receiver> server_;
};

}  // namespace

std::unique_ptr<Channel> in_process(
    std::function<std::unique_ptr<Receiver>(std::shared_ptr<Sink>)> connect) {
  return std::make_unique<InProcessChannel>(std::move(connect));
}

}  // namespace mcp

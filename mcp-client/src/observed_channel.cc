#include <utility>

#include "mcp/client/channel.hpp"

namespace mcp {
namespace {

class ObservedChannel final : public Channel, private Receiver {
 public:
  ObservedChannel(std::unique_ptr<Channel> inner, MessageObserver observe)
      : observe_(std::move(observe)), inner_(std::move(inner)) {}
  ~ObservedChannel() override { inner_->close(); }

  void start(Receiver& receiver) override {
    receiver_ = &receiver;
    inner_->start(*this);
  }

  bool send(Message message) override {
    observe_(MessageDirection::sent, message);
    return inner_->send(std::move(message));
  }

  void forget(const RequestId& id) override { inner_->forget(id); }
  void close() noexcept override { inner_->close(); }
  std::string ending() const override { return inner_->ending(); }
  bool is_authorizing() const override { return inner_->is_authorizing(); }
  std::uint64_t authorizations() const override { return inner_->authorizations(); }

 private:
  void receive(Message message) override {
    observe_(MessageDirection::received, message);
    receiver_->receive(std::move(message));
  }
  void closed() override { receiver_->closed(); }
  void warned(const std::string& text) override { receiver_->warned(text); }

  const MessageObserver observe_;
  Receiver* receiver_ = nullptr;
  const std::unique_ptr<Channel> inner_;  // last: its threads use the members above
};

}  // namespace

std::unique_ptr<Channel> observed(std::unique_ptr<Channel> inner, MessageObserver observe) {
  return std::make_unique<ObservedChannel>(std::move(inner), std::move(observe));
}

}  // namespace mcp

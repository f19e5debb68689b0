#include "edge/gateway_session.hpp"

#include <mutex>
#include <optional>

#include "wire/methods.hpp"

namespace mcp {
namespace {

// A question until its answer; ends its timer and its wait for a stop request with it.
class Question : public std::enable_shared_from_this<Question> {
 public:
  Question(std::shared_ptr<ServerCore> core, std::shared_ptr<Correlator> calls,
           std::shared_ptr<Sink> sink, std::function<void(Result<Json>)> done)
      : core_(std::move(core)),
        calls_(std::move(calls)),
        sink_(std::move(sink)),
        done_(std::move(done)) {}

  void send(InputRequest question, const std::stop_token& stop) {
    const std::string method = question.method;
    id_ = calls_->open(
        [self = shared_from_this()](Result<Json> answer) { self->answered(std::move(answer)); });
    if (!sink_->send(Request{id_, std::move(question.method), std::move(question.params)})) {
      calls_->give_up(
          id_, Error(ErrorCode::internal_error, "The client cannot receive the request " + method));
      return;
    }
    limit_time(method);
    cancel_on(stop);
  }

 private:
  void limit_time(const std::string& method) {
    std::scoped_lock lock(mutex_);
    if (answered_) return;
    timer_ = core_->timers.after(core_->options.round_timeout, [self = shared_from_this(), method] {
      self->withdraw(
          Error(ErrorCode::internal_error, "The client did not respond to " + method + " in time"));
    });
  }

  void cancel_on(const std::stop_token& stop) {
    auto cancel = std::make_unique<std::stop_callback<std::function<void()>>>(
        stop, [weak = weak_from_this()] {
          if (const auto self = weak.lock()) {
            self->withdraw(Error(ErrorCode::request_cancelled, "The request was cancelled"));
          }
        });
    std::scoped_lock lock(mutex_);
    if (!answered_) cancel_ = std::move(cancel);
  }

  void withdraw(Error reason) {
    if (!calls_->give_up(id_, std::move(reason))) return;
    sink_->send(Notification{std::string(method::cancelled), {{"requestId", to_json(id_)}}});
  }

  void answered(Result<Json> answer) {
    std::unique_ptr<std::stop_callback<std::function<void()>>>
        cancel;  // destroyed without the lock
    {
      std::scoped_lock lock(mutex_);
      answered_ = true;
      if (timer_) core_->timers.cancel(*timer_);
      cancel = std::move(cancel_);
    }
    done_(std::move(answer));
  }

  const std::shared_ptr<ServerCore> core_;
  const std::shared_ptr<Correlator> calls_;
  const std::shared_ptr<Sink> sink_;
  const std::function<void(Result<Json>)> done_;
  RequestId id_;
  std::mutex mutex_;  // guards the members below
  bool answered_ = false;
  std::optional<Timer::Id> timer_;
  std::unique_ptr<std::stop_callback<std::function<void()>>> cancel_;
};

}  // namespace

void ask_client(const std::shared_ptr<ServerCore>& core, const std::shared_ptr<Correlator>& calls,
                const std::shared_ptr<Sink>& sink, InputRequest question,
                const std::stop_token& stop, std::function<void(Result<Json>)> done) {
  std::make_shared<Question>(core, calls, sink, std::move(done))->send(std::move(question), stop);
}

}  // namespace mcp

#include "bridge/engine/http_exchange.hpp"

#include <exception>
#include <future>
#include <memory>
#include <utility>

namespace mcp::bridge {
namespace {

using http::client::TransferLoop;

/// Passes the response to the handler until the exchange ends. On the loop's thread, except for
/// `result`.
class Forwarder final : public http::client::ResponseHandler {
 public:
  Forwarder(TransferLoop& loop, HttpResponseHandler& handler) : loop_(loop), handler_(handler) {}

  void start(HttpRequest request, std::shared_ptr<Forwarder> self) {
    if (ended_) return;
    guarded([&] {
      transfer_ = loop_.start(std::move(request), std::move(self));
      return true;
    });
  }
  void stop() { end({.stopped = true}); }

  void head(const ResponseHead& head) override {
    guarded([&] {
      handler_.head(head);
      return true;
    });
  }
  void body(std::string_view bytes) override {
    guarded([&] { return handler_.body(bytes); });
  }
  void done(const std::string& failure) override { end({.problem = failure}); }

  std::future<HttpResult> result() { return result_.get_future(); }

 private:
  template <class Work>
  void guarded(Work work) {
    try {
      if (!work()) end({});
    } catch (...) {
      thrown_ = std::current_exception();
      end({});
    }
  }

  // Once the promise is fulfilled, the waiting thread may destroy the handler.
  void end(HttpResult result) {
    if (std::exchange(ended_, true)) return;
    loop_.cancel(transfer_);
    thrown_ ? result_.set_exception(thrown_) : result_.set_value(std::move(result));
  }

  TransferLoop& loop_;
  HttpResponseHandler& handler_;
  TransferLoop::Id transfer_ = 0;
  bool ended_ = false;
  std::exception_ptr thrown_;
  std::promise<HttpResult> result_;
};

}  // namespace

HttpResult HttpExchange::send(HttpRequest request, HttpResponseHandler& handler,
                              const std::stop_token& stop) {
  if (stop.stop_requested()) return {.stopped = true};
  const auto forwarder = std::make_shared<Forwarder>(loop_, handler);
  auto result = forwarder->result();
  const auto start = [forwarder, request = std::move(request)]() mutable {
    forwarder->start(std::move(request), forwarder);
  };
  if (!loop_.post(start)) return {.problem = "too many requests are waiting to be sent"};
  const std::stop_callback on_stop(stop, [&] { loop_.post([forwarder] { forwarder->stop(); }); });
  return result.get();
}

}  // namespace mcp::bridge

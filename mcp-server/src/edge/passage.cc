#include "edge/passage.hpp"

#include <utility>

#include "protocol/run_middleware.hpp"
#include "wire/methods.hpp"

namespace mcp {
namespace {

// Passes the response back to the middleware, and all other messages to the client.
class ReturnSink final : public Sink {
 public:
  ReturnSink(ExchangePointer exchange, Respond respond)
      : exchange_(std::move(exchange)), respond_(std::move(respond)) {}

  bool send(Message message) override {
    auto* notification = std::get_if<Notification>(&message);
    if (notification && notification->method != method::cancelled) {
      return exchange_->notify(std::move(*notification));
    }
    auto* response = std::get_if<Response>(&message);
    // A question to the client, or its cancellation when the request ends.
    if (!response) return exchange_->sink()->send(std::move(message));
    respond_(std::visit([](auto& outcome) { return Result<Json>(std::move(outcome)); },
                        response->outcome));
    return true;
  }

 private:
  const ExchangePointer exchange_;
  const Respond respond_;
};

// The exchange inside the middleware ends when the request's own exchange ends.
void end_with(const ExchangePointer& exchange, const ExchangePointer& passed, Respond respond) {
  exchange->on_end([passed, respond = std::move(respond)] {
    if (!passed->ended()) passed->cancel();
    respond(Error(ErrorCode::request_cancelled, "The request was cancelled"));
  });
}

// A result that was encoded for 2026-07-28 has a `resultType`; one that a middleware made may have
// none. In legacy revisions, encoding a result twice changes nothing.
void answer_with(Exchange& exchange, Result<Json> result) {
  if (!result) return exchange.fail(result.error());
  if (!result->is_object()) {
    return exchange.fail(Error(ErrorCode::internal_error, "Internal error: no result object"));
  }
  const bool is_encoded = result->contains("resultType");
  is_encoded ? exchange.answer(*std::move(result)) : exchange.succeed(*std::move(result));
}

}  // namespace

void pass_through(const std::shared_ptr<ServerCore>& core, const ExchangePointer& exchange,
                  std::function<void(const ExchangePointer&)> answer) {
  const Proceed last = [exchange, answer = std::move(answer)](PassingRequest request,
                                                              const Respond& respond) {
    const auto passed = std::make_shared<Exchange>(
        Request{exchange->request().id, std::move(request.method), std::move(request.params)},
        exchange->caller(), exchange->wire(), exchange->self(),
        std::make_shared<ReturnSink>(exchange, respond));
    end_with(exchange, passed, respond);
    if (!passed->ended()) answer(passed);
  };
  const Request& request = exchange->request();
  // Exceptions are logged; the client does not get their text.
  const auto error_of = [core, method = request.method](const std::string& what) {
    core->log(LogLevel::error, "middleware, " + method + ": " + what);
    return Error(ErrorCode::internal_error, "Internal error");
  };
  run_middleware({.middleware = {core, &core->options.middleware},
                  .caller = {exchange, &exchange->caller()},
                  .last = last,
                  .error_of = error_of},
                 {request.method, request.params},
                 [exchange](Result<Json> result) { answer_with(*exchange, std::move(result)); });
}

}  // namespace mcp

#include "rounds/serving_loop.hpp"

#include <atomic>

#include "mcp/capabilities.hpp"

namespace mcp {
namespace {

constexpr const char* busy = "Busy: too many requests are waiting; try again later";

class ServingLoop : public std::enable_shared_from_this<ServingLoop> {
 public:
  ServingLoop(std::shared_ptr<ServerCore> core, ExchangePointer exchange,
              std::shared_ptr<InputRounds> rounds, Subject subject, Work work)
      : core_(std::move(core)),
        exchange_(std::move(exchange)),
        rounds_(std::move(rounds)),
        subject_(std::move(subject)),
        work_(std::move(work)) {}

  void start() {
    auto answers = rounds_->open(*exchange_, subject_);
    if (!answers) return exchange_->fail(answers.error());
    run(*std::move(answers));
  }

 private:
  void run(Answers answers) {
    if (!work_.may_block) return run_here(std::move(answers));
    const bool posted =
        core_->workers.post([self = shared_from_this(), answers] { self->run_here(answers); });
    if (!posted) exchange_->fail(Error(ErrorCode::internal_error, busy));
  }

  void run_here(Answers answers) {
    if (exchange_->ended()) return;
    const auto context = std::make_shared<RequestContext>(exchange_, answers);
    work_.run(context, [self = shared_from_this(), answers](Outcome outcome) mutable {
      self->finish(std::move(outcome), std::move(answers));
    });
  }

  void finish(Outcome outcome, Answers answers) {
    if (auto* result = std::get_if<Json>(&outcome)) return exchange_->succeed(std::move(*result));
    if (auto* error = std::get_if<Error>(&outcome)) return exchange_->fail(*error);
    ask(std::get<InputRequired>(std::move(outcome)), std::move(answers));
  }

  void ask(InputRequired asked, Answers answers) {
    if (!asked.missing_capabilities.empty()) {
      return exchange_->fail(missing_client_capability(std::move(asked.missing_capabilities)));
    }
    if (asked.requests.empty()) {
      return fail_inside("a handler returned input_required() without a question");
    }
    if (++asked_rounds_ > core_->options.max_rounds) {
      return fail_inside("a handler asked the client in more rounds than max_rounds allows");
    }
    rounds_->settle(exchange_, subject_, std::move(asked), std::move(answers),
                    [self = shared_from_this()](Answers all) { self->run(std::move(all)); });
  }

  void fail_inside(const std::string& why) {
    core_->log(LogLevel::error, std::string(subject_.name) + ": " + why);
    exchange_->fail(Error(ErrorCode::internal_error, "Internal error"));
  }

  const std::shared_ptr<ServerCore> core_;
  const ExchangePointer exchange_;
  const std::shared_ptr<InputRounds> rounds_;
  const Subject subject_;
  const Work work_;
  int asked_rounds_ = 0;
};

}  // namespace

void serve(std::shared_ptr<ServerCore> core, ExchangePointer exchange,
           std::shared_ptr<InputRounds> rounds, Subject subject, Work work) {
  std::make_shared<ServingLoop>(std::move(core), std::move(exchange), std::move(rounds),
                                std::move(subject), std::move(work))
      ->start();
}

}  // namespace mcp

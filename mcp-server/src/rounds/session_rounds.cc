#include "rounds/session_rounds.hpp"

#include <mutex>
#include <vector>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "wire/methods.hpp"

namespace mcp {
namespace {

// The questions of one round, until all are answered or one of them fails.
class Round : public std::enable_shared_from_this<Round> {
 public:
  Round(std::shared_ptr<ServerCore> core, std::shared_ptr<Correlator> calls,
        ExchangePointer exchange, Answers answers, std::size_t questions,
        std::function<void(Answers)> again)
      : core_(std::move(core)),
        calls_(std::move(calls)),
        exchange_(std::move(exchange)),
        open_(questions),
        answers_(std::move(answers)),
        again_(std::move(again)) {}

  void ask(const std::string& key, const InputRequest& question) {
    const RequestId id =
        calls_->open([self = shared_from_this(), key, digest = question_digest(question)](
                         Result<Json> answer) { self->answered(key, digest, std::move(answer)); });
    if (!exchange_->sink()->send(Request{id, question.method, spelled(question)})) {
      calls_->give_up(id,
                      Error(ErrorCode::internal_error,
                            "requests of the server cannot be sent in this response; send Accept: "
                            "application/json, text/event-stream"));
      return;
    }
    const auto timer = core_->timers.after(
        core_->options.round_timeout, [calls = calls_, id, method = question.method] {
          calls->give_up(id, Error(ErrorCode::internal_error,
                                   "The client did not answer " + method + " in time"));
        });
    exchange_->on_end([core = core_, calls = calls_, sink = exchange_->sink(), id, timer] {
      core->timers.cancel(timer);
      const Error reason(ErrorCode::request_cancelled, "The request has ended");
      if (!calls->give_up(id, reason)) return;
      sink->send(Notification{std::string(method::cancelled), {{"requestId", to_json(id)}}});
    });
  }

 private:
  // Before 2026-07-28 an elicitation in URL mode has an `elicitationId`.
  static Json spelled(const InputRequest& question) {
    Json params = question.params;
    if (params.is_object() && params.value("mode", "") == "url") {
      params["elicitationId"] = to_base64url(random_bytes(16));
    }
    return params;
  }

  void answered(const std::string& key, const std::string& question, Result<Json> answer) {
    if (!answer) {
      if (answer.error().code() == ErrorCode::request_cancelled) return;
      return exchange_->fail(
          Error(ErrorCode::internal_error,
                "The client could not answer `" + key + "`: " + answer.error().what()));
    }
    Answers all;
    {
      std::scoped_lock lock(mutex_);
      answers_[key] = {question, *std::move(answer)};
      if (--open_ != 0) return;
      all = std::move(answers_);
    }
    again_(std::move(all));
  }

  const std::shared_ptr<ServerCore> core_;
  const std::shared_ptr<Correlator> calls_;
  const ExchangePointer exchange_;
  std::mutex mutex_;
  std::size_t open_;
  Answers answers_;
  const std::function<void(Answers)> again_;
};

}  // namespace

Result<Answers> SessionRounds::open(const Exchange&, const Subject&) {
  return Answers();
}

void SessionRounds::settle(const ExchangePointer& exchange, const Subject&, InputRequired asked,
                           Answers so_far, std::function<void(Answers)> again) {
  const auto round = std::make_shared<Round>(core_, calls_, exchange, std::move(so_far),
                                             asked.requests.size(), std::move(again));
  for (const auto& [key, question] : asked.requests) round->ask(key, question);
}

}  // namespace mcp

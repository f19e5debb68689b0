#include "rounds.hpp"

#include <utility>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"

namespace mcp::proxy {
namespace {

constexpr const char* state_prefix = "mcp-client-proxy.";
constexpr std::size_t state_bytes = 16;
constexpr std::size_t most_questions = 256;

// A client of 2026-07-28 knows no ids of elicitations.
InputRequest without_id(InputRequest question) {
  if (question.params.is_object()) question.params.erase("elicitationId");
  return question;
}

}  // namespace

bool Rounds::is_ours(const std::string& state) {
  return state.starts_with(state_prefix);
}

void Rounds::add(std::size_t server, InputRequest question, std::stop_token stop,
                 std::function<void(Result<Json>)> done) {
  std::string key;
  {
    const std::scoped_lock lock(mutex_);
    std::erase_if(questions_, [](const auto& each) { return each.second.stop.stop_requested(); });
    if (!closed_ && questions_.size() < most_questions) {
      key = "q" + std::to_string(next_++);
      questions_[key] = {server, without_id(std::move(question)), std::move(stop), done};
    }
  }
  if (key.empty()) return done(Error(ErrorCode::internal_error, "The client cannot be asked"));
  timers_.after(limit_, [weak = weak_from_this(), key] {
    if (const auto self = weak.lock()) {
      self->end(key, Error(ErrorCode::internal_error, "The client did not respond in time"));
    }
  });
}

void Rounds::end(const std::string& key, Result<Json> answer) {
  std::function<void(Result<Json>)> done;
  {
    const std::scoped_lock lock(mutex_);
    auto found = questions_.extract(key);
    if (!found) return;
    done = std::move(found.mapped().done);
  }
  done(std::move(answer));
}

std::map<std::string, InputRequest> Rounds::take(std::size_t server) {
  const std::scoped_lock lock(mutex_);
  std::map<std::string, InputRequest> taken;
  for (auto& [key, each] : questions_) {
    if (each.server != server || each.is_carried || each.stop.stop_requested()) continue;
    each.is_carried = true;
    taken[key] = each.question;
  }
  return taken;
}

void Rounds::answer(const std::vector<std::string>& keys, const Json& responses) {
  for (const auto& key : keys) {
    const auto response = responses.is_object() ? responses.find(key) : responses.end();
    if (response != responses.end() && response->is_object()) {
      end(key, *response);
      continue;
    }
    const std::scoped_lock lock(mutex_);
    if (const auto found = questions_.find(key); found != questions_.end()) {
      found->second.is_carried = false;
    }
  }
}

std::string Rounds::park(const std::shared_ptr<ParkedCall>& call) {
  std::string state = state_prefix + to_base64url(random_bytes(state_bytes));
  {
    const std::scoped_lock lock(mutex_);
    parked_[state] = call;
  }
  timers_.after(limit_, [weak = weak_from_this(), state] {
    const auto self = weak.lock();
    if (const auto expired = self ? self->unpark(state) : nullptr) expired->expire();
  });
  return state;
}

std::shared_ptr<ParkedCall> Rounds::unpark(const std::string& state) {
  const std::scoped_lock lock(mutex_);
  auto found = parked_.extract(state);
  return found ? std::move(found.mapped()) : nullptr;
}

bool Rounds::idle() const {
  const std::scoped_lock lock(mutex_);
  return parked_.empty();
}

void Rounds::close() {
  std::map<std::string, Question> questions;
  std::map<std::string, std::shared_ptr<ParkedCall>> parked;
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    questions.swap(questions_);
    parked.swap(parked_);
  }
  for (const auto& [state, call] : parked) call->expire();
  for (const auto& [key, question] : questions) {
    question.done(Error(ErrorCode::internal_error, "The client is gone"));
  }
}

}  // namespace mcp::proxy

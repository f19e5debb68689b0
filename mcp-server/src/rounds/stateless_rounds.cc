#include "rounds/stateless_rounds.hpp"

namespace mcp {
namespace {

// The content of `requestState`: the questions of the last round (key -> digest of the question),
// and the answers of the rounds before.
struct State {
  std::map<std::string, std::string> asked;
  Answers answers;
};

std::string to_text(const State& state) {
  Json answers = Json::object();
  for (const auto& [key, answer] : state.answers) {
    answers[key] = {{"question", answer.question}, {"response", answer.response}};
  }
  return mcp::to_text({{"asked", state.asked}, {"answers", std::move(answers)}});
}

// Does not validate: the text was sealed, so the server wrote it.
State to_state(const std::string& text) {
  const Json json = Json::parse(text);
  State state{.asked = json["asked"], .answers = {}};
  for (const auto& [key, answer] : json["answers"].items()) {
    state.answers[key] = {answer["question"], answer["response"]};
  }
  return state;
}

std::string binding(const Exchange& exchange, const Subject& subject) {
  return Binding{exchange.caller().principal, exchange.request().method, std::string(subject.name),
                 mcp::to_text(subject.arguments)}
      .text();
}

const Json* find(const Json& params, const char* key) {
  const auto found = params.find(key);
  return found == params.end() ? nullptr : &*found;
}

// Ignores answers without a question.
Result<Done> take_answers(const Json& responses, State& state) {
  if (!responses.is_object()) {
    return Error(ErrorCode::invalid_params, "`inputResponses` must be an object");
  }
  for (const auto& [key, question] : state.asked) {
    const auto response = responses.find(key);
    if (response == responses.end()) continue;
    if (!response->is_object()) {
      return Error(ErrorCode::invalid_params,
                   "`inputResponses`: the answer to `" + key + "` must be an object");
    }
    state.answers[key] = {question, *response};
  }
  return Done();
}

}  // namespace

Result<Answers> StatelessRounds::open(const Exchange& exchange, const Subject& subject) {
  const Json& params = exchange.request().params;
  State state;
  if (const Json* sealed = find(params, "requestState")) {
    if (!sealed->is_string()) {
      return Error(ErrorCode::invalid_params, "`requestState` must be a string");
    }
    auto text = core_.seal.open(sealed->get_ref<const std::string&>(), binding(exchange, subject),
                                core_.options.clock());
    if (!text) return std::move(text).error();
    state = to_state(*text);
  }
  if (const Json* responses = find(params, "inputResponses")) {
    if (auto taken = take_answers(*responses, state); !taken) return std::move(taken).error();
  }
  return std::move(state.answers);
}

void StatelessRounds::settle(const ExchangePointer& exchange, const Subject& subject,
                             InputRequired asked, Answers so_far, std::function<void(Answers)>) {
  State state{.asked = {}, .answers = std::move(so_far)};
  for (const auto& [key, question] : asked.requests) {
    state.asked[key] = question_digest(question);
  }
  auto sealed = core_.seal.seal(to_text(state), binding(*exchange, subject),
                                core_.options.clock() + core_.options.round_timeout);
  exchange->answer(input_required_result(asked, std::move(sealed), exchange->self()));
}

}  // namespace mcp

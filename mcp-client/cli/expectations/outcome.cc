#include "expectations/outcome.hpp"

#include "expectations/check.hpp"
#include "schema/pointer.hpp"
#include "schema/text.hpp"

namespace mcp::cli {
namespace {

using Failure = std::optional<std::string>;

constexpr std::size_t most_quoted_of_result = 300;

void add_text(std::string& text, const Json& block) {
  const Json own = block.value("text", Json());
  if (!own.is_string()) return;
  if (!text.empty()) text += '\n';
  text += own.get_ref<const std::string&>();
}

// The texts of a tool's content, a resource's contents, or a prompt's messages.
std::string text_of(const Json& result) {
  std::string text;
  for (const char* key : {"content", "contents"}) {
    for (const auto& block : result.value(key, Json::array())) add_text(text, block);
  }
  for (const auto& message : result.value("messages", Json::array())) {
    add_text(text, message.value("content", Json::object()));
  }
  return text;
}

const Json* at_pointer(const Json& value, const std::string& pointer) {
  const Json* found = &value;
  for (const auto& token : schema::pointer_tokens(pointer)) {
    if (found) found = schema::step_into(*found, token);
  }
  return found;
}

Failure error_failure(const Json& expected, const Outcome& outcome) {
  if (!outcome.error) {
    return "the request must fail, but gave " +
           schema::excerpt(outcome.result, most_quoted_of_result);
  }
  const Json code = static_cast<int>(outcome.error->code());
  if (expected.contains("code") && expected["code"] != code) {
    return "the error's code must be " + expected["code"].dump() + ", but is " + code.dump() +
           ": " + outcome.error->what();
  }
  if (!expected.contains("message")) return {};
  const Json message = outcome.error->what();
  return failure_of(expected["message"], &message, "the error's message");
}

Failure result_failure(const Json& expected, const Json& result) {
  const bool is_error = result.value("isError", false);
  const bool error_wanted = expected.value("isError", false);
  if (is_error != error_wanted) {
    return (is_error ? "the tool failed: " : "the tool must fail, but gave ") +
           schema::clip(text_of(result), most_quoted_of_result);
  }
  if (expected.contains("text")) {
    const Json text = text_of(result);
    if (auto failure = failure_of(expected["text"], &text, "the text")) return failure;
  }
  if (expected.contains("structured")) {
    const Json* value = at_pointer(result, "/structuredContent");
    if (auto failure = failure_of(expected["structured"], value, "structuredContent")) {
      return failure;
    }
  }
  const Json pointers = expected.value("pointers", Json::object());
  for (const auto& [pointer, check] : pointers.items()) {
    const std::string subject = pointer.empty() ? "the result" : pointer;
    if (auto failure = failure_of(check, at_pointer(result, pointer), subject)) return failure;
  }
  return {};
}

}  // namespace

Outcome outcome_of(Session& session, const std::function<Json(const CallOptions&)>& send) {
  auto options = session.call_options();
  options.on_progress = {};
  Outcome outcome;
  const auto begin = std::chrono::steady_clock::now();
  try {
    outcome.result = send(options);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::request_cancelled) throw;
    outcome.error = error;
  }
  outcome.duration = std::chrono::steady_clock::now() - begin;
  return outcome;
}

Failure failure_of(const Json& expected, const Outcome& outcome) {
  Failure failure;
  if (expected.contains("error")) {
    failure = error_failure(expected["error"], outcome);
  } else if (outcome.error) {
    failure = std::string("the request failed: ") + outcome.error->what();
  } else {
    failure = result_failure(expected, outcome.result);
  }
  if (failure || !expected.contains("maxDurationMs")) return failure;
  const double most = expected["maxDurationMs"];
  if (outcome.duration.count() <= most) return {};
  return "took " + std::to_string(outcome.duration.count()) + " ms, but must take at most " +
         expected["maxDurationMs"].dump() + " ms";
}

}  // namespace mcp::cli

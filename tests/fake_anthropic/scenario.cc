#include "fake_anthropic/scenario.hpp"

#include <stdexcept>

#include "bytes/digest.hpp"
#include "fake_anthropic/fault_plan.hpp"

namespace mcp::test {
namespace {

void check_step(const Json& step) {
  require_known(step, {"expect", "answer", "error", "faults"}, "a step");
  if (step.contains("answer") == step.contains("error")) {
    throw std::invalid_argument("a step has either an answer or an error");
  }
  if (step.contains("answer")) {
    require_known(step["answer"], {"blocks", "stop_reason", "stop_details", "usage"}, "an answer");
  } else {
    require_known(step["error"], {"status", "type", "message", "headers", "body"}, "an error");
  }
  FaultPlan::from(step.value("faults", Json::object()));
  const Json expectations = step.value("expect", Json::array());
  for (const Json& one : expectations) {
    require_known(one, {"at", "equals", "contains", "exists", "size"}, "an expectation");
  }
}

std::string text_of(const Json& content) {
  if (content.is_string()) return content;
  std::string text;
  if (!content.is_array()) return text;
  for (const Json& block : content) {
    if (block.value("type", "") == "text") text += block.value("text", "");
  }
  return text;
}

/// The message with the last text of the user; the size when there is none.
std::size_t last_user_message(const Json& messages) {
  for (std::size_t at = messages.size(); at > 0; --at) {
    const Json& message = messages[at - 1];
    const bool user = message.value("role", "") == "user";
    if (user && !text_of(message.value("content", Json())).empty()) return at - 1;
  }
  return messages.size();
}

std::string conversation_of(const Json& request) {
  const Json& messages = request["messages"];
  Json start = {request.value("system", Json())};
  const std::size_t last = last_user_message(messages);
  for (std::size_t at = 0; at <= last && at < messages.size(); ++at) start.push_back(messages[at]);
  return sha256_hex(to_text(start));
}

std::size_t depth_of(const Json& request) {
  const Json& messages = request["messages"];
  std::size_t depth = 0;
  for (std::size_t at = last_user_message(messages); at < messages.size(); ++at) {
    if (messages[at].value("role", "") == "assistant") ++depth;
  }
  return depth;
}

std::string unmet(const Json& expectation, const Json& request) {
  const std::string at = expectation.at("at");
  const Json::json_pointer pointer(at);
  const bool there = request.contains(pointer);
  if (expectation.contains("exists")) {
    return there == expectation["exists"].get<bool>() ? ""
                                                      : at + (there ? " exists" : " is missing");
  }
  if (!there) return at + " is missing";
  const Json& value = request[pointer];
  if (expectation.contains("equals") && value != expectation["equals"]) {
    return at + " is " + to_text(value);
  }
  if (expectation.contains("size") && value.size() != expectation["size"]) {
    return at + " has " + std::to_string(value.size());
  }
  const std::string text = value.is_string() ? value.get<std::string>() : to_text(value);
  const std::string part = expectation.value("contains", "");
  return text.find(part) != text.npos ? "" : at + " does not contain " + part + ": " + text;
}

}  // namespace

Scenario::Scenario(const Json& json) {
  require_known(json, {"scenarios", "steps", "repeat", "by_depth"}, "the scenario");
  const Json parts = json.value("scenarios", Json::array());
  for (const Json& part : parts) add(part);
  if (!json.contains("steps")) return;
  Json rest = json;
  rest.erase("scenarios");
  add(rest);
}

void Scenario::add(const Json& json) {
  require_known(json, {"match", "steps", "repeat", "by_depth"}, "a scenario");
  Part part{.match = json.value("match", ""),
            .by_depth = json.value("by_depth", false),
            .repeat = json.value("repeat", false),
            .steps = json.at("steps").get<std::vector<Json>>(),
            .taken = {}};
  for (const Json& step : part.steps) check_step(step);
  parts_.push_back(std::move(part));
}

std::optional<Json> Scenario::next(const Json& request) {
  const std::string text = last_user_text(request);
  for (Part& part : parts_) {
    if (text.find(part.match) == text.npos) continue;
    std::size_t at = 0;
    if (part.by_depth) {
      at = depth_of(request);
    } else {
      at = part.taken[part.match.empty() ? "" : conversation_of(request)]++;
    }
    if (part.repeat && !part.steps.empty()) at %= part.steps.size();
    if (at < part.steps.size()) return part.steps[at];
    return std::nullopt;
  }
  return std::nullopt;
}

std::string last_user_text(const Json& request) {
  const Json& messages = request["messages"];
  const std::size_t at = last_user_message(messages);
  return at < messages.size() ? text_of(messages[at]["content"]) : "";
}

std::string tool_names(const Json& request) {
  std::string names;
  for (const Json& tool : request.value("tools", Json::array())) {
    names += (names.empty() ? "" : ",") + tool.value("name", "");
  }
  return names;
}

std::string last_results(const Json& request) {
  const Json& messages = request["messages"];
  std::string text;
  const Json content = messages.empty() ? Json() : messages.back().value("content", Json());
  if (!content.is_array()) return text;
  for (const Json& block : content) {
    if (block.value("type", "") != "tool_result") continue;
    text += (text.empty() ? "" : "\n") + text_of(block.value("content", Json()));
  }
  return text;
}

std::string unmet_expectation(const Json& step, const Json& request) {
  const Json expectations = step.value("expect", Json::array());
  for (const Json& expectation : expectations) {
    std::string wrong = unmet(expectation, request);
    if (!wrong.empty()) return wrong;
  }
  return "";
}

}  // namespace mcp::test

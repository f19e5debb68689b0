#include "questions.hpp"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "mcp/never_destroyed.hpp"
#include "mcp/schema.hpp"
#include "text/ascii.hpp"
#include "text/percent.hpp"
#include "wire/meta.hpp"
#include "wire/methods.hpp"

namespace mcp {
namespace {

struct ElicitParams {
  std::string mode = "form";
  std::string message;
  Json requested_schema;
  std::string url;

  static Object<ElicitParams> describe() {
    return Object<ElicitParams>()
        .optional("mode", &ElicitParams::mode, "")
        .required("message", &ElicitParams::message, "")
        .optional("requestedSchema", &ElicitParams::requested_schema, "")
        .optional("url", &ElicitParams::url, "");
  }
};

Error not_answered(const std::string& method) {
  return Error(ErrorCode::method_not_found, "This client does not handle " + method);
}

// The user's input is validated before it is sent: 2026-07-28 client/elicitation, Form Mode
// Security.
void require_valid(const Json& schema, const ElicitResult& result) {
  if (result.action != ElicitAction::accept) return;
  const auto validator = SchemaValidator::compile(schema);
  if (!validator) throw Error(ErrorCode::invalid_params, validator.error().what());
  const auto violations = validator->violations(result.content.value_or(Json::object()));
  if (!violations.empty()) {
    throw Error(ErrorCode::internal_error,
                "The form was filled in wrongly: " + violations[0].message);
  }
}

Json elicit(const ClientHandlers& handlers, const Json& json, std::stop_token stop) {
  if (!handlers.elicit) throw not_answered(std::string(method::elicit));
  auto params = Codec<ElicitParams>::decode(json);
  const bool is_form = params.mode == "form";
  if (!is_form && params.mode != "url") {
    throw Error(ErrorCode::invalid_params, "Unknown mode of elicitation: " + params.mode);
  }
  if (is_form != params.requested_schema.is_object() || is_form != params.url.empty()) {
    throw Error(ErrorCode::invalid_params,
                "A form needs a `requestedSchema`, a URL elicitation a `url`");
  }
  const ElicitResult result = handlers.elicit(
      {std::move(params.message), params.requested_schema, std::move(params.url)}, stop);
  if (is_form) require_valid(params.requested_schema, result);
  return encode(result);
}

Json sample(const ClientHandlers& handlers, const Json& params, std::stop_token stop) {
  if (!handlers.sample) throw not_answered(std::string(method::sample));
  const bool with_tools = params.contains("tools") || params.contains("toolChoice");
  if (with_tools && !handlers.samples_with_tools) {
    throw Error(ErrorCode::invalid_params,
                "This client declares no sampling.tools: send no tools and no toolChoice");
  }
  return handlers.sample(params, stop);
}

// Spec: 2026-07-28 and 2025-11-25 client/roots, Root and Security Considerations.
void check_root(const Root& root) {
  const bool is_file = ascii::lower(root.uri).starts_with("file://");
  const std::string path = "/" + percent_decoded(root.uri) + "/";
  if (is_file && path.find("/../") == path.npos) return;
  throw Error(ErrorCode::internal_error,
              "The client's root is not a file:// URI without `..`: " + root.uri);
}

Json list_roots(const ClientHandlers& handlers, const Json&, std::stop_token) {
  if (!handlers.roots) throw not_answered(std::string(method::list_roots));
  ListRootsResult result{handlers.roots()};
  for (const auto& root : result.roots) check_root(root);
  return encode(result);
}

/// The response of a handler that responds later.
class LaterAnswer {
 public:
  void set(Result<Json> answer) {
    const std::scoped_lock lock(mutex_);
    answer_ = std::move(answer);
    arrived_.notify_all();
  }
  Result<Json> wait(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (arrived_.wait(lock, stop, [this] { return answer_.has_value(); })) return *answer_;
    return Error(ErrorCode::request_cancelled, "Cancelled");
  }

 private:
  std::mutex mutex_;  // guards the members below
  std::condition_variable_any arrived_;
  std::optional<Result<Json>> answer_;
};

Result<Json> wait_for_answer(const ClientHandlers& handlers, const InputRequest& question,
                             const std::stop_token& stop) {
  const auto answer = std::make_shared<LaterAnswer>();
  handlers.request(question, stop, [answer](Result<Json> given) { answer->set(std::move(given)); });
  return answer->wait(stop);
}

// Spec: 2025-11-25 basic/utilities/tasks, Related Task Metadata.
Json about_the_same_task(Json result, const Json& params) {
  const Json* task = meta::find(params, meta::related_task);
  if (task && result.is_object()) {
    result["_meta"][meta::related_task] = *task;
  }
  return result;
}

}  // namespace

ClientCapabilities capabilities_of(const ClientHandlers& handlers) {
  const bool elicits = static_cast<bool>(handlers.elicit);
  return {.elicitation_form = elicits,
          .elicitation_url = elicits,
          .sampling = static_cast<bool>(handlers.sample),
          .sampling_tools = handlers.sample && handlers.samples_with_tools,
          .roots = static_cast<bool>(handlers.roots)};
}

Result<Json> answer_question(const ClientHandlers& handlers, const InputRequest& question,
                             std::stop_token stop) {
  if (handlers.request) return wait_for_answer(handlers, question, stop);
  using Answer = Json (*)(const ClientHandlers&, const Json&, std::stop_token);
  static const auto& answers = never_destroyed(std::map<std::string_view, Answer>{
      {method::elicit, elicit}, {method::sample, sample}, {method::list_roots, list_roots}});
  const auto answer = answers.find(question.method);
  if (answer == answers.end()) return not_answered(question.method);
  try {
    return about_the_same_task(answer->second(handlers, question.params, stop), question.params);
  } catch (const Error& error) {
    return error;
  } catch (const std::exception& exception) {
    return Error(ErrorCode::internal_error, exception.what());
  }
}

}  // namespace mcp

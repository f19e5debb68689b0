#include "mcp/server/request_context.hpp"

#include <atomic>
#include <mutex>

#include "edge/exchange.hpp"
#include "events.hpp"
#include "json/members.hpp"
#include "mcp/schema.hpp"
#include "rounds/answers.hpp"
#include "wire/meta.hpp"
#include "wire/methods.hpp"

namespace mcp {

struct RequestContext::State {
  std::shared_ptr<Exchange> exchange;
  Answers answers;
  std::optional<ProgressToken> progress_token;

  std::mutex mutex;
  InputRequired asked;
  std::optional<double> last_progress;
};

namespace {

Error bad_answer(std::string_view key, const std::string& why) {
  return Error(ErrorCode::invalid_params, "The answer to `" + std::string(key) + "` " + why);
}

std::optional<ProgressToken> progress_token(const Exchange& exchange) {
  auto token = meta::find_progress_token(exchange.request().params);
  return token ? *token : std::nullopt;
}

ElicitResult read_elicitation(std::string_view key, const Json& response) {
  auto result = decode<ElicitResult>(response);
  if (!result) throw bad_answer(key, result.error().what());
  return *std::move(result);
}

// Forms are flat objects; other keywords of JSON Schema are not allowed.
// Spec: 2026-07-28 client/elicitation, Requested Schema.
Json form_schema(Json schema) {
  schema.erase("additionalProperties");
  return schema;
}

void check_form(std::string_view key, const Json& schema, const Json& content) {
  const auto validator = SchemaValidator::compile(schema).value();
  const auto violations = validator.violations(content);
  if (!violations.empty()) throw bad_answer(key, "does not fit the form: " + violations[0].message);
}

// The client capability that a question needs.
Json capability(std::string_view name, std::string_view part = {}) {
  Json inner = Json::object();
  if (!part.empty()) inner[std::string(part)] = Json::object();
  return {{std::string(name), std::move(inner)}};
}

}  // namespace

RequestContext::RequestContext(std::shared_ptr<Exchange> exchange,
                               std::map<std::string, KnownAnswer> answers)
    : state_(std::make_unique<State>()) {
  state_->progress_token = progress_token(*exchange);
  state_->exchange = std::move(exchange);
  state_->answers = std::move(answers);
}

RequestContext::~RequestContext() = default;

// The response to the question if it has arrived; otherwise records the question as open.
const Json* RequestContext::ask(std::string_view key, InputRequest question, bool supported,
                                Json needed) {
  const auto known = state_->answers.find(std::string(key));
  if (known != state_->answers.end() && known->second.question == question_digest(question)) {
    return &known->second.response;
  }
  std::scoped_lock lock(state_->mutex);
  if (!supported) state_->asked.missing_capabilities.merge_patch(needed);
  state_->asked.requests[std::string(key)] = std::move(question);
  return nullptr;
}

Answer<Json> RequestContext::elicit(std::string_view key, std::string_view message,
                                    Json requested_schema) {
  const Json schema = form_schema(std::move(requested_schema));
  const Json* response =
      ask(key,
          {std::string(method::elicit),
           {{"mode", "form"}, {"message", message}, {"requestedSchema", schema}}},
          caller().capabilities.elicitation_form, capability("elicitation", "form"));
  if (!response) return {};
  auto result = read_elicitation(key, *response);
  if (result.action != ElicitAction::accept) return {result.action, std::nullopt};
  Json content = std::move(result.content).value_or(Json::object());
  check_form(key, schema, content);
  return {ElicitAction::accept, std::move(content)};
}

Answer<Done> RequestContext::elicit_url(std::string_view key, std::string_view message,
                                        std::string_view url) {
  const Json* response =
      ask(key, {std::string(method::elicit), {{"mode", "url"}, {"message", message}, {"url", url}}},
          caller().capabilities.elicitation_url, capability("elicitation", "url"));
  if (!response) return {};
  return {read_elicitation(key, *response).action, Done()};
}

Answer<Json> RequestContext::sample(std::string_view key, Json params) {
  const bool with_tools = params.contains("tools");
  const auto& can = caller().capabilities;
  const Json* response = ask(key, {std::string(method::sample), std::move(params)},
                             can.sampling && (!with_tools || can.sampling_tools),
                             capability("sampling", with_tools ? "tools" : ""));
  if (!response) return {};
  return {ElicitAction::accept, *response};
}

Answer<std::vector<Root>> RequestContext::roots(std::string_view key) {
  const Json* response = ask(key, {std::string(method::list_roots), Json::object()},
                             caller().capabilities.roots, capability("roots"));
  if (!response) return {};
  auto result = decode<ListRootsResult>(*response);
  if (!result) throw bad_answer(key, result.error().what());
  return {ElicitAction::accept, std::move(result->roots)};
}

bool RequestContext::waiting() const {
  std::scoped_lock lock(state_->mutex);
  return !state_->asked.requests.empty();
}

InputRequired RequestContext::input_required() {
  std::scoped_lock lock(state_->mutex);
  return std::move(state_->asked);
}

bool RequestContext::wants_progress() const {
  return state_->progress_token.has_value();
}

void RequestContext::progress(double progress, std::optional<double> total,
                              std::string_view message, Json meta) {
  if (!state_->progress_token) return;
  {
    std::scoped_lock lock(state_->mutex);
    if (state_->last_progress && progress <= *state_->last_progress) return;
    state_->last_progress = progress;
  }
  Json params{{"progressToken", to_json(*state_->progress_token)}, {"progress", progress}};
  if (total) params["total"] = *total;
  if (!message.empty()) params["message"] = message;
  if (!meta.is_null()) params["_meta"] = std::move(meta);
  state_->exchange->notify({std::string(method::progress), std::move(params)});
}

void RequestContext::log(LogLevel level, Json data, std::string_view logger) {
  const auto threshold = caller().log_threshold;
  if (!threshold || level < *threshold) return;
  state_->exchange->notify(log_notification(level, std::move(data), logger));
}

std::stop_token RequestContext::stop() const {
  return state_->exchange->stop();
}

const CallerInfo& RequestContext::caller() const {
  return state_->exchange->caller();
}

const Json& RequestContext::meta() const {
  const Json* meta = meta::find(state_->exchange->request().params);
  return meta ? *meta : null_json();
}

}  // namespace mcp

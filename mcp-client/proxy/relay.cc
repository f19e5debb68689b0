#include "relay.hpp"

#include <utility>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "input_responses.hpp"
#include "mcp/client/tasks.hpp"
#include "wire/meta.hpp"
#include "wire/methods.hpp"

namespace mcp::proxy {
namespace {

constexpr int most_rounds = 16;
constexpr std::size_t elicitation_id_bytes = 16;

bool requests_input(const Json& result) {
  const auto type = result.is_object() ? result.find("resultType") : result.end();
  return type != result.end() && *type == "input_required";
}

// Spec: 2026-07-28 basic/patterns/mrtr: the results that may request input.
bool may_request_input(const std::string& method) {
  return method == method::tools_call || method == method::prompts_get ||
         method == method::resources_read;
}

// Before 2026-07-28 an elicitation in URL mode has an `elicitationId`.
InputRequest with_id(const Json& request) {
  const auto method = request.is_object() ? request.find("method") : request.end();
  if (method == request.end() || !method->is_string()) {
    throw Error(ErrorCode::protocol_violation, "The server sent malformed `inputRequests`");
  }
  InputRequest question{method->get<std::string>(), request.value("params", Json())};
  if (question.params.is_object() && question.params.value("mode", Json()) == "url") {
    question.params["elicitationId"] = to_base64url(random_bytes(elicitation_id_bytes));
  }
  return question;
}

// The part of the parameters that stays the same when the client repeats a request.
Json subject(Json params) {
  if (!params.is_object()) return params;
  for (const char* key : {"_meta", "inputResponses", "requestState"}) params.erase(key);
  return params;
}

// A whole number stays one on the wire.
Json number(double value) {
  const auto whole = static_cast<std::int64_t>(value);
  return static_cast<double>(whole) == value ? Json(whole) : Json(value);
}

}  // namespace

Json forwarded_params(const GatewayRequest& request) {
  Json params = request.params();
  const auto meta = params.is_object() ? params.find("_meta") : params.end();
  if (meta == params.end() || !meta->is_object()) return params;
  for (const char* key : {meta::protocol_version, meta::client_capabilities, meta::client_info,
                          meta::log_level, meta::progress_token}) {
    meta->erase(key);
  }
  if (meta->empty()) params.erase(meta);
  return params;
}

Relay::Relay(std::shared_ptr<ServerLink> link, RelayCall call, std::shared_ptr<Rounds> rounds,
             std::chrono::milliseconds timeout)
    : link_(std::move(link)),
      call_(std::move(call)),
      rounds_(std::move(rounds)),
      timeout_(timeout) {}

void Relay::start(std::shared_ptr<GatewayRequest> request) {
  attach(std::move(request));
  send(call_.params);
  carry();
}

std::shared_ptr<GatewayRequest> Relay::request() const {
  const std::scoped_lock lock(mutex_);
  return request_;
}

bool Relay::ended() const {
  const std::scoped_lock lock(mutex_);
  return ended_;
}

void Relay::attach(std::shared_ptr<GatewayRequest> request) {
  const std::stop_token stop = request->stop();
  {
    const std::scoped_lock lock(mutex_);
    request_ = std::move(request);
  }
  // The callback runs at once if the client has cancelled already.
  auto on_stop = std::make_unique<StopCallback>(stop, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->stop_.request_stop();
  });
  const std::scoped_lock lock(mutex_);
  if (request_) on_stop_ = std::move(on_stop);
}

// Null when there is no request.
std::shared_ptr<GatewayRequest> Relay::detach(bool ends) {
  std::unique_ptr<StopCallback> on_stop;  // destroyed without the lock
  const std::scoped_lock lock(mutex_);
  on_stop = std::move(on_stop_);
  if (ends && request_) ended_ = true;
  return std::exchange(request_, nullptr);
}

void Relay::send(Json params) {
  link_->use([self = shared_from_this(), params = std::move(params)](Result<Client*> client) {
    if (!client) return self->answered(client.error());
    const bool may_need_task = self->call_.method == method::tools_call &&
                               !params.contains("task") &&
                               (*client)->server_info().capabilities.task_calls;
    may_need_task ? self->send_as_task_if_required(params)
                  : self->send_to(**client, params, self->call_.client_follows_task);
  });
}

// The client does not request tasks of 2025-11-25, perhaps because it speaks 2026-07-28. On a
// worker, because the server's tools may have to be listed first.
void Relay::send_as_task_if_required(Json params) {
  link_->use_on_worker([self = shared_from_this(), params](const Result<Client*>& client) mutable {
    try {
      const std::string tool = params.value("name", std::string());
      const CallOptions options{.stop = self->stop_.get_token()};
      if (Task::is_required(*client.value(), tool, options)) params["task"] = Json::object();
      self->send_to(*client.value(), std::move(params), false);
    } catch (const Error& error) {
      self->answered(error);
    }
  });
}

void Relay::send_to(Client& client, Json params, bool returns_task) {
  CallOptions options{.timeout = timeout_,
                      .stop = stop_.get_token(),
                      .on_progress = {},
                      .returns_any_result = true,
                      .returns_task = returns_task};
  const auto request = this->request();
  if (request && meta::find(request->params(), meta::progress_token)) {
    options.on_progress = [self = shared_from_this()](const Progress& progress) {
      self->progressed(progress);
    };
  }
  client.start_request(
      call_.method, std::move(params), std::move(options),
      [self = shared_from_this()](Result<Json> result) { self->answered(std::move(result)); });
}

void Relay::progressed(const Progress& progress) {
  const auto request = this->request();
  const Json* token = request ? meta::find(request->params(), meta::progress_token) : nullptr;
  if (!token) return;
  Json params{{"progressToken", *token}, {"progress", number(progress.progress)}};
  if (progress.total) params["total"] = number(*progress.total);
  if (!progress.message.empty()) params["message"] = progress.message;
  if (!progress.meta.is_null()) params["_meta"] = progress.meta;
  request->notify({std::string(method::progress), std::move(params)});
}

void Relay::answered(Result<Json> result) {
  if (!result) {
    if (call_.recover && call_.recover(result.error())) {
      detach(true);
      return;
    }
    return respond(std::move(result));
  }
  if (requests_input(*result)) {
    const auto request = this->request();
    if (request && request->session()) return ask_session(request, *result);
  } else if (call_.present && result->is_object()) {
    *result = call_.present(*std::move(result));
  }
  respond(std::move(result));
}

// The client has a session, so it gets requests; then the server's request is sent again.
void Relay::ask_session(const std::shared_ptr<GatewayRequest>& request, const Json& result) {
  if (++asked_ > most_rounds) {
    return respond(
        Error(ErrorCode::internal_error, "The server requested input in more than 16 rounds"));
  }
  const Json requests = result.value("inputRequests", Json::object());
  if (!requests.is_object()) {
    return respond(Error(ErrorCode::internal_error, "The server sent malformed `inputRequests`"));
  }
  if (requests.empty()) return send_again(nullptr, result);
  const auto responses = std::make_shared<InputResponses>(
      requests.size(), [self = shared_from_this(), result](Result<Json> given) {
        if (!given) return self->respond(std::move(given));
        self->send_again(*std::move(given), result);
      });
  for (const auto& [key, question] : requests.items()) {
    try {
      request->ask(with_id(question), stop_.get_token(),
                   [responses, name = key](Result<Json> answer) {
                     responses->answered(name, std::move(answer));
                   });
    } catch (const Error& error) {
      responses->answered(key, error);
    }
  }
}

void Relay::send_again(Json responses, const Json& result) {
  Json params = call_.params.is_null() ? Json::object() : call_.params;
  if (!responses.is_null()) params["inputResponses"] = std::move(responses);
  if (const auto state = result.find("requestState"); state != result.end()) {
    params["requestState"] = *state;
  }
  send(std::move(params));
}

// A result that arrives while the client has no request open waits for the repeated one.
void Relay::respond(Result<Json> result) {
  {
    const std::scoped_lock lock(mutex_);
    if (!request_) {
      if (!ended_) result_ = std::move(result);
      return;
    }
  }
  const auto request = detach(true);
  if (!request) return;
  result ? request->succeed(*std::move(result)) : request->fail(result.error());
}

void Relay::carry() {
  const auto carrier = request();
  if (!carrier || carrier->session() || !may_request_input(carrier->method())) return;
  const auto questions = rounds_->take(server());
  if (questions.empty()) return;
  std::vector<std::string> keys;
  Json requests = Json::object();
  for (const auto& [key, question] : questions) {
    keys.push_back(key);
    requests[key] = {{"method", question.method},
                     {"params", question.params.is_null() ? Json::object() : question.params}};
  }
  const auto request = detach(false);
  if (!request) return rounds_->answer(keys, nullptr);
  {
    const std::scoped_lock lock(mutex_);
    carried_ = std::move(keys);
  }
  request->succeed({{"resultType", "input_required"},
                    {"inputRequests", std::move(requests)},
                    {"requestState", rounds_->park(shared_from_this())}});
}

bool Relay::resume(const std::shared_ptr<GatewayRequest>& request, const RelayCall& repeated) {
  if (repeated.method != call_.method || subject(repeated.params) != subject(call_.params)) {
    return false;
  }
  attach(request);
  std::vector<std::string> carried;
  std::optional<Result<Json>> result;
  {
    const std::scoped_lock lock(mutex_);
    carried.swap(carried_);
    result.swap(result_);
  }
  if (result) respond(*std::move(result));
  rounds_->answer(carried, request->params().value("inputResponses", Json()));
  carry();
  return true;
}

void Relay::expire() {
  std::vector<std::string> carried;
  {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
    carried.swap(carried_);
  }
  stop_.request_stop();
  rounds_->answer(carried, nullptr);
}

}  // namespace mcp::proxy

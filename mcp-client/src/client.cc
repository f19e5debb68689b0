#include "mcp/client/client.hpp"

#include <utility>
#include <variant>

#include "call.hpp"
#include "client_core.hpp"
#include "json/parse.hpp"
#include "paged_list.hpp"
#include "subscription.hpp"
#include "tasks/task_request.hpp"
#include "wire/methods.hpp"

namespace mcp {
namespace {

// A result that does not match the method's schema is a protocol violation of the server.
template <class T>
Result<T> read_result(std::string_view method, const Json& json) {
  auto read = decode<T>(json);
  if (read) return read;
  return Error(ErrorCode::protocol_violation,
               "The server's response to " + std::string(method) + ": " + read.error().what());
}

template <class T>
T request_as(Client& client, std::string_view method, Json params, const CallOptions& options) {
  return read_result<T>(method, client.request(method, std::move(params), options)).value();
}

}  // namespace

Client Client::connect(std::unique_ptr<Channel> channel, ClientOptions options,
                       const std::stop_token& stop) {
  auto core = std::make_shared<ClientCore>(std::move(channel), std::move(options));
  Client client(core);
  core->open(stop);
  return client;
}

Client::Client(std::shared_ptr<ClientCore> core) : core_(std::move(core)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&& other) noexcept {
  std::swap(core_, other.core_);
  return *this;
}
Client::~Client() {
  if (core_) core_->shut_down();
}

ServerInfo Client::server_info() const {
  return core_->agreement().server;
}

// Without the capability the list is empty, and no request is sent.
std::vector<Tool> Client::list_tools(const CallOptions& options) {
  if (!server_info().capabilities.tools) return {};
  auto tools = list_all<Tool>(*this, method::tools_list, "tools", options);
  core_->task_tools().learn(tools);
  return tools;
}

namespace {

Json tool_params(std::string_view name, Json arguments) {
  Json params{{"name", name}};
  if (!arguments.is_null()) params["arguments"] = std::move(arguments);
  return params;
}

}  // namespace

CallToolResult Client::call_tool(std::string_view name, Json arguments,
                                 const CallOptions& options) {
  Json params = tool_params(name, std::move(arguments));
  request_task(*this, *core_, params, false, options);
  return request_as<CallToolResult>(*this, method::tools_call, std::move(params), options);
}

// Throws ToolFailure when the result has `is_error`.
CallToolResult Client::run_tool(std::string_view name, Json arguments, const CallOptions& options) {
  if (!arguments.is_object() && !arguments.is_null()) {
    throw Error(ErrorCode::invalid_params, "The arguments of a tool must be an object");
  }
  auto result = call_tool(name, std::move(arguments), options);
  if (result.is_error) throw ToolFailure(name, std::move(result));
  return result;
}

namespace {

std::string failure_text(std::string_view tool, const CallToolResult& result) {
  auto text = detail::joined_text(result);
  return text.empty() ? "The tool " + std::string(tool) + " failed and does not say why" : text;
}

// Null unless there is exactly one.
const std::string* only_text(const CallToolResult& result) {
  const std::string* only = nullptr;
  for (const auto& content : result.content) {
    const auto* block = std::get_if<TextContent>(&content);
    if (block && only) return nullptr;
    if (block) only = &block->text;
  }
  return only;
}

}  // namespace

ToolFailure::ToolFailure(std::string_view tool, CallToolResult result)
    : Error(ErrorCode::internal_error, failure_text(tool, result)), result_(std::move(result)) {}

std::string detail::joined_text(const CallToolResult& result) {
  std::string joined;
  bool is_first = true;
  for (const auto& content : result.content) {
    const auto* block = std::get_if<TextContent>(&content);
    if (!block) continue;
    if (!std::exchange(is_first, false)) joined += '\n';
    joined += block->text;
  }
  return joined;
}

// Some servers send null for members that they do not have.
Json detail::structured_value(std::string_view tool, const CallToolResult& result) {
  if (result.structured && !result.structured->is_null()) return *result.structured;
  if (const auto* text = only_text(result)) {
    if (auto parsed = json::parse(*text)) return *std::move(parsed);
  }
  if (result.structured) return nullptr;
  throw Error(ErrorCode::protocol_violation,
              "The result of the tool " + std::string(tool) + " has no structured content");
}

void detail::reject_result(std::string_view tool, const Error& reason) {
  throw Error(ErrorCode::protocol_violation, "The result of the tool " + std::string(tool) +
                                                 " is not as expected: " + reason.what());
}

std::vector<Resource> Client::list_resources(const CallOptions& options) {
  if (!server_info().capabilities.resources) return {};
  return list_all<Resource>(*this, method::resources_list, "resources", options);
}

std::vector<ResourceTemplate> Client::list_resource_templates(const CallOptions& options) {
  if (!server_info().capabilities.resources) return {};
  return list_all<ResourceTemplate>(*this, method::resource_templates_list, "resourceTemplates",
                                    options);
}

ReadResourceResult Client::read_resource(std::string_view uri, const CallOptions& options) {
  return request_as<ReadResourceResult>(*this, method::resources_read, {{"uri", uri}}, options);
}

std::vector<Prompt> Client::list_prompts(const CallOptions& options) {
  if (!server_info().capabilities.prompts) return {};
  return list_all<Prompt>(*this, method::prompts_list, "prompts", options);
}

GetPromptResult Client::get_prompt(std::string_view name,
                                   const std::map<std::string, std::string>& arguments,
                                   const CallOptions& options) {
  return request_as<GetPromptResult>(*this, method::prompts_get,
                                     {{"name", name}, {"arguments", arguments}}, options);
}

std::map<std::string, std::string> detail::prompt_texts(const Json& arguments) {
  if (!arguments.is_object() && !arguments.is_null()) {
    throw Error(ErrorCode::invalid_params, "The arguments of a prompt must be an object");
  }
  std::map<std::string, std::string> texts;
  for (const auto& [name, value] : arguments.items()) {
    if (value.is_null()) continue;
    texts[name] = value.is_string() ? value.get<std::string>() : to_text(value);
  }
  return texts;
}

namespace {

Completion complete(Client& client, Json reference, std::string_view argument,
                    std::string_view value, const std::map<std::string, std::string>& others,
                    const CallOptions& options) {
  Json params{{"ref", std::move(reference)}, {"argument", {{"name", argument}, {"value", value}}}};
  if (!others.empty()) params["context"] = {{"arguments", others}};
  const Json result = client.request(method::complete, std::move(params), options);
  return read_result<Completion>(method::complete, result.value("completion", Json())).value();
}

}  // namespace

Completion Client::complete_prompt(std::string_view prompt, std::string_view argument,
                                   std::string_view value,
                                   const std::map<std::string, std::string>& others,
                                   const CallOptions& options) {
  return complete(*this, {{"type", "ref/prompt"}, {"name", prompt}}, argument, value, others,
                  options);
}

Completion Client::complete_resource(std::string_view uri_template, std::string_view variable,
                                     std::string_view value,
                                     const std::map<std::string, std::string>& others,
                                     const CallOptions& options) {
  return complete(*this, {{"type", "ref/resource"}, {"uri", uri_template}}, variable, value, others,
                  options);
}

std::unique_ptr<Subscription> Client::listen(ListenFilter filter, SubscriptionHandler on_change) {
  return start_listening(core_, std::move(filter), std::move(on_change));
}

void Client::ping(const CallOptions& options) {
  request(core_->agreement().era->ping(), nullptr, options);
}

// The level is stored once the server has accepted it, so that a rejected level is not sent again
// after a reconnection.
void Client::set_log_level(LogLevel level, const CallOptions& options) {
  const auto agreement = core_->agreement();
  auto setting = agreement.era->set_log_level(level, agreement.server.capabilities);
  if (setting) request(setting->method, std::move(setting->params), options);
  core_->set_log_level(level);
}

void Client::roots_changed() {
  if (!core_->self()->capabilities.roots || !core_->connected()) return;
  if (const auto notification = core_->agreement().era->roots_changed()) {
    core_->conversation().notify(*notification, nullptr);
  }
}

void Client::clear_cache() {
  core_->cache().clear();
}

void Client::close() {
  core_->shut_down();
}

bool Client::connected() const {
  return core_->connected();
}

Json Client::request(std::string_view method, Json params, const CallOptions& options) {
  return wait_for(core_, method, std::move(params), options).value();
}

void Client::start_request(std::string_view method, Json params, CallOptions options,
                           std::function<void(Result<Json>)> done) {
  start_call(core_, std::string(method), std::move(params), std::move(options), std::move(done));
}

void Client::start_tool(std::string_view name, Json arguments, CallOptions options,
                        std::function<void(Result<CallToolResult>)> done) {
  Json params = tool_params(name, std::move(arguments));
  request_known_task(*core_, params, false);
  start_request(method::tools_call, std::move(params), std::move(options),
                [done = std::move(done)](Result<Json> answer) {
                  if (!answer) return done(std::move(answer).error());
                  done(read_result<CallToolResult>(method::tools_call, *answer));
                });
}

}  // namespace mcp

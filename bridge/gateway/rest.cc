#include "bridge/gateway/rest.hpp"

#include <algorithm>

#include "bridge/gateway/client_frames.hpp"
#include "bridge/gateway/either_stop.hpp"
#include "bridge/gateway/rest_replies.hpp"
#include "bridge/gateway/shown.hpp"
#include "json/members.hpp"
#include "mcp/never_destroyed.hpp"
#include "schema/text.hpp"

namespace mcp::bridge {
namespace {

// In code points, as in schemas/bridge.
constexpr std::size_t longest_title = 200;

constexpr std::size_t longest_model = 128;  // as schemas/bridge/ws.v1.client.schema.json has it

std::vector<std::string> words_of_path(std::string_view path) {
  std::vector<std::string> words;
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    if (end > 0) words.emplace_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return words;
}

HttpReply no_project(const std::string& name) {
  return error_reply(404, BridgeError::invalid_project, "There is no project `" + name + "`.");
}

std::string query_of(const HttpCall& call, const char* name, const std::string& otherwise = {}) {
  const auto found = call.query.find(name);
  return found == call.query.end() ? otherwise : found->second;
}

// The body as a JSON object, or the error response.
Result<Json, HttpReply> object_in(const HttpCall& call) {
  auto body = parse_frame(call.body.empty() ? "{}" : call.body);
  if (!body) return error_reply(400, BridgeError::invalid_json, body.error().detail);
  if (!body->is_object()) {
    return error_reply(400, BridgeError::invalid_payload, "Send a JSON object.");
  }
  return *std::move(body);
}

}  // namespace

HttpReply not_found() {
  return error_reply(404, BridgeError::not_found, "There is nothing at this address.");
}

HttpReply wrong_method(const char* allowed) {
  HttpReply reply = error_reply(405, BridgeError::method_not_allowed,
                                std::string("Allowed methods at this address: ") + allowed + '.');
  reply.headers.emplace_back("Allow", allowed);
  return reply;
}

Route Rest::route_of(const std::string& path) {
  if (path == "/health" || path == "/ready" || path.starts_with("/oauth/") || Page::owns(path)) {
    return Route::open;
  }
  Words words = words_of_path(path);
  if (!words.empty() && words.front() == "api") words.erase(words.begin());
  const bool remote = !words.empty() && (words.front() == "tools" || words.front() == "models" ||
                                         (words.front() == "servers" && words.size() > 1));
  return remote ? Route::remote : Route::stored;
}

HttpReply Rest::answer(const HttpCall& call) const {
  using Handler = HttpReply (Rest::*)(const HttpCall&, const Words&) const;
  static const auto& handlers =
      never_destroyed(std::map<std::string, Handler>{{"sessions", &Rest::sessions},
                                                     {"projects", &Rest::projects},
                                                     {"chat", &Rest::usage},
                                                     {"usage", &Rest::usage},
                                                     {"tools", &Rest::tools},
                                                     {"servers", &Rest::servers},
                                                     {"approvals", &Rest::approvals},
                                                     {"rules", &Rest::rules},
                                                     {"models", &Rest::models}});
  if (Page::owns(call.path)) return parts_.page.answer(call);
  if (call.path == "/health") {
    return json_reply({{"status", "ok"}, {"version", parts_.version}});
  }
  if (call.path == "/ready") return ready();
  if (call.path.starts_with("/oauth/")) return oauth(call);
  if (call.path == "/metrics" && parts_.metrics) {
    return {.content_type = "text/plain; version=0.0.4", .body = parts_.metrics()};
  }
  Words words = words_of_path(call.path);
  if (!words.empty() && words.front() == "api") words.erase(words.begin());
  const auto handler = words.empty() ? handlers.end() : handlers.find(words.front());
  if (handler == handlers.end()) return not_found();
  try {
    return (this->*handler->second)(call, words);
  } catch (const Error& error) {
    return error_reply(502, BridgeError::tool_error, screen().redacted(error.what()));
  } catch (const StorageFull&) {
    return error_reply(507, BridgeError::storage_full, text_for(BridgeError::storage_full, ""));
  } catch (const std::exception& error) {
    parts_.sessions.services().observer.failed("", error.what());
    return error_reply(500, BridgeError::internal_error, "Details are in the log of the bridge.");
  }
}

// Needs no token, so it counts the servers by state and does not name them.
HttpReply Rest::ready() const {
  std::map<std::string, int> servers;
  for (const ServerStatus& each : parts_.sessions.services().servers.status()) {
    ++servers[name_of(each.state)];
  }
  return json_reply({{"status", "ok"}, {"model", parts_.has_model}, {"servers", servers}});
}

HttpReply Rest::sessions(const HttpCall& call, const Words& words) const {
  if (words.size() > 1) return one_session(call, words);
  if (call.method == "POST") {
    const auto body = object_in(call);
    if (!body) return body.error();
    std::string project = text_in(*body, "project");
    if (project.empty() && !parts_.projects.empty()) project = *parts_.projects.begin();
    if (!parts_.projects.contains(project)) return no_project(project);
    const std::string model = text_in(*body, "model");
    if (model.size() > longest_model) {
      return error_reply(400, BridgeError::invalid_payload, "`model` is longer than 128 bytes.");
    }
    const auto session = parts_.sessions.create(project, model);
    return json_reply({{"id", session->id()}, {"project", project}}, 201);
  }
  if (call.method != "GET") return wrong_method("GET, POST");
  constexpr std::size_t most = 500;
  Json all = Json::array();
  Store& store = parts_.sessions.services().store;
  const std::string project = query_of(call, "project");
  auto used = store.usage_by_session({.project = project});
  for (const StoredSession& each : store.sessions({.project = project,
                                   .text = query_of(call, "q"),
                                   .begun = true,
                                   .also = query_of(call, "id"),
                                   .limit = most})) {
    all.push_back(shown(each));
    all.back()["usage"] = usage_summary(used[each.id]);
  }
  return json_reply({{"sessions", std::move(all)}});
}

HttpReply Rest::one_session(const HttpCall& call, const Words& words) const {
  const std::string& id = words[1];
  if (words.size() == 4 && words[2] == "outputs" && call.method == "GET") {
    const auto output = parts_.sessions.services().store.output(id, words[3]);
    if (!output) return not_found();
    return {.content_type = "text/plain; charset=utf-8", .body = *output};
  }
  if (call.method == "DELETE" && words.size() == 2) {
    return parts_.sessions.remove(id) ? HttpReply{.status = 204} : not_found();
  }
  const auto session = parts_.sessions.find(id);
  if (!session) return not_found();
  if (words.size() == 3 && words[2] == "messages" && call.method == "GET") {
    return json_reply({{"messages", session->transcript().snapshot()["messages"]}});
  }
  if (words.size() != 2) return not_found();
  if (call.method == "GET") return json_reply(session->transcript().snapshot());
  if (call.method != "PATCH") return wrong_method("GET, PATCH, DELETE");
  const auto body = object_in(call);
  if (!body) return body.error();
  const std::string title = text_in(*body, "title");
  if (title.empty() || schema::code_points(title) > longest_title) {
    return error_reply(400, BridgeError::invalid_payload, "`title` must have 1 to 200 characters.");
  }
  session->rename(title);
  return json_reply({{"id", id}, {"title", title}});
}

HttpReply Rest::projects(const HttpCall& call, const Words& words) const {
  if (call.method != "GET") return wrong_method("GET");
  if (words.size() == 3 && words[2] == "token-usage") return usage_of(words[1]);
  if (words.size() > 2) return not_found();
  if (words.size() == 1) return json_reply({{"projects", parts_.projects}});
  if (!parts_.projects.contains(words[1])) return no_project(words[1]);
  return json_reply({{"id", words[1]}, {"name", words[1]}});
}

// Handles /usage/days and /chat/{project}/usage.
HttpReply Rest::usage(const HttpCall& call, const Words& words) const {
  if (call.method != "GET") return wrong_method("GET");
  if (words.size() == 3 && words[2] == "usage") return usage_of(words[1]);
  if (words.size() != 2 || words[1] != "days") return not_found();
  Json days = Json::array();
  const UsageFilter filter{.tenant = query_of(call, "tenant"),
                           .project = query_of(call, "project")};
  for (const auto& [day, sum] : parts_.sessions.services().store.usage_by_day(filter)) {
    Json each = usage_summary(sum);
    each["day"] = day;
    days.push_back(std::move(each));
  }
  return json_reply({{"days", std::move(days)}});
}

HttpReply Rest::usage_of(const std::string& project) const {
  if (!parts_.projects.contains(project)) return no_project(project);
  Json usage = usage_summary(parts_.accountant.project(project));
  usage["project_id"] = project;
  usage["tenant_id"] = parts_.accountant.tenant_of(project);
  usage["today"] = usage_summary(parts_.accountant.day(project, now_ms()));
  if (const Budget* budget = parts_.sessions.services().budget) {
    usage["budget"] = shown(budget->limits(project), budget->check(project, now_ms()));
  }
  return json_reply(usage);
}

HttpReply Rest::tools(const HttpCall& call, const Words& words) const {
  if (words.size() == 3 && words[2] == "call") {
    return call.method == "POST" ? call_tool(call, words[1]) : wrong_method("POST");
  }
  if (words.size() != 1) return not_found();
  if (call.method != "GET") return wrong_method("GET");
  Json tools = Json::array();
  const EitherStop stop(parts_.stop, call.left);
  const auto all = parts_.sessions.services().servers.tools(stop.token());
  for (const OfferedTool& each : all->tools) tools.push_back(shown(each));
  return json_reply({{"tools", screen().without_secrets(std::move(tools))}});
}

// The person who calls the tool chose its input, so no approval is needed.
HttpReply Rest::call_tool(const HttpCall& call, const std::string& api_name) const {
  const Services& services = parts_.sessions.services();
  const auto body = object_in(call);
  if (!body) return body.error();
  const EitherStop stop(parts_.stop, call.left);
  const auto tools = services.servers.tools(stop.token());
  const OfferedTool* tool = tools->find(api_name);
  if (!tool) {
    return error_reply(404, BridgeError::not_found, "There is no tool `" + api_name + "`.");
  }
  const Json input = body->value("input", Json::object());
  if (const auto problem = services.inputs.refuse(*tool, input)) {
    return error_reply(400, BridgeError::invalid_payload, *problem);
  }
  if (call.accept.find("text/event-stream") != std::string::npos) {
    return {.content_type = "text/event-stream",
            .headers = {{"X-Accel-Buffering", "no"}},
            .events = [this, tool = *tool, input](EventSink& sink) { watch(tool, input, sink); }};
  }
  const auto servers = services.servers.open_session();
  const CallToolResult result = servers->call(*tool, input, {}, stop.token());
  return json_reply({{"result", screen().without_secrets(encode(result))}});
}

// Sends the call as events: `progress` for each notification, `login` when the call waits for the
// user to log in and when it does not any more, then `result` or `error`.
void Rest::watch(const OfferedTool& tool, const Json& input, EventSink& sink) const {
  const EitherStop stop(parts_.stop, sink.stop());
  const ToolCallHandlers handlers{
      .progress =
          [&](const Progress& each) {
            sink.send("progress", screen().without_secrets(shown(each)));
          },
      .login_wanted =
          [&](const std::string& host) {
            sink.send("login", {{"server", tool.server}, {"host", host}});
          },
      .login_ended =
          [&] {
            sink.send("login", {{"server", tool.server}, {"host", nullptr}});
          }};
  try {
    const auto servers = parts_.sessions.services().servers.open_session();
    const CallToolResult result = servers->call(tool, input, handlers, stop.token());
    sink.send("result", {{"result", screen().without_secrets(encode(result))}});
  } catch (const std::exception& error) {
    sink.send("error", {{"error", encode(BridgeError::tool_error)},
                        {"detail", screen().redacted(error.what())}});
  }
}

// Handles /approvals/{session} and /approvals/{session}/{tool_use_id}.
HttpReply Rest::approvals(const HttpCall& call, const Words& words) const {
  if (words.size() == 2 && call.method == "GET") {
    Json waiting = Json::array();
    for (const StoredApproval& each :
         parts_.sessions.services().store.waiting_approvals(words[1])) {
      waiting.push_back(each.request);
    }
    return json_reply({{"approvals", std::move(waiting)}});
  }
  if (words.size() != 3 || call.method != "POST") return not_found();
  const auto body = object_in(call);
  if (!body) return body.error();
  const auto approved = body->find("approved");
  if (approved == body->end() || !approved->is_boolean()) {
    return error_reply(400, BridgeError::invalid_payload, "`approved` must be true or false.");
  }
  const auto session = parts_.sessions.find(words[1]);
  if (!session) return not_found();
  const auto refusal = session->decide(words[2], {.approved = *approved,
                                                  .preview_hash = text_in(*body, "preview_hash"),
                                                  .reason = text_in(*body, "reason"),
                                                  .by = "rest"});
  if (!refusal) return {.status = 204};
  return error_reply(409, refusal->code, refusal->detail);
}

HttpReply Rest::rules(const HttpCall& call, const Words& words) const {
  Store& store = parts_.sessions.services().store;
  if (words.size() == 1 && call.method == "GET") {
    Json rules = Json::array();
    for (const StoredRule& each : store.rules()) rules.push_back(shown(each));
    return json_reply({{"rules", std::move(rules)}});
  }
  if (words.size() != 2 || call.method != "DELETE") return not_found();
  const bool number =
      words[1].size() < 18 && words[1].find_first_not_of("0123456789") == std::string::npos;
  return number && store.delete_rule(std::stoll(words[1])) ? HttpReply{.status = 204} : not_found();
}

HttpReply Rest::models(const HttpCall& call, const Words&) const {
  if (call.method != "GET") return wrong_method("GET");
  const Services& services = parts_.sessions.services();
  Json ids = Json::array();
  const EitherStop stop(parts_.stop, call.left);
  if (services.model) ids = models_.ids(*services.model, stop.token());
  return json_reply({{"models", std::move(ids)}, {"default", services.turn.model}});
}

}  // namespace mcp::bridge

#include "doctor/modern.hpp"

#include "bytes/base64.hpp"
#include "doctor/http_peer.hpp"
#include "doctor/probes.hpp"
#include "http/header_value.hpp"
#include "http/mirrored.hpp"
#include "json/members.hpp"
#include "wire/meta.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr const char* unknown_revision = "1900-01-01";

std::string revision() {
  return std::string(modern_revisions().front().name);
}

// Errors that only servers of this era send.
bool is_modern_error(const Exchange& exchange) {
  const auto code = static_cast<ErrorCode>(exchange.error_code());
  return code == ErrorCode::unsupported_protocol_version || code == ErrorCode::header_mismatch ||
         code == ErrorCode::missing_client_capability;
}

// Without a result of `server/discover`: a list with a `resultType` comes from this era, too.
bool lists_in_this_era(Conversation& talk) {
  const Exchange& tools = talk.ask(probe::tools, "tools/list");
  const bool modern = member(tools.result(), "resultType").is_string();
  if (modern) talk.evidence().capabilities = {{"tools", Json::object()}};
  talk.evidence().states_capabilities = false;
  talk.evidence().probes.erase(probe::tools);
  return modern;
}

// Every request must have these, so a list shows it as well as anything else.
void ask_with_meta(Conversation& talk, const char* probe, const char* key, const Json& value) {
  const std::string list = talk.evidence().any_list();
  const std::string method = list.empty() ? "server/discover" : list;
  Json params = talk.dialect().params(Json::object());
  if (value.is_null()) {
    params["_meta"].erase(key);
  } else {
    params["_meta"][key] = value;
  }
  Json message{{"jsonrpc", "2.0"}, {"id", talk.next_id()}, {"method", method}};
  message["params"] = params;
  Headers headers = talk.headers(method, params, {});
  // The header must agree with the body, or the server would reject that.
  if (value == unknown_revision) {
    headers = talk.headers(method, params, {{"MCP-Protocol-Version", unknown_revision}});
  }
  talk.send(probe, {.message = std::move(message), .headers = std::move(headers)});
}

void ask_meta(Conversation& talk) {
  ask_with_meta(talk, probe::no_version, meta::protocol_version, nullptr);
  ask_with_meta(talk, probe::no_capabilities, meta::client_capabilities, nullptr);
  ask_with_meta(talk, probe::unknown_version, meta::protocol_version, unknown_revision);
  ask_with_meta(talk, probe::bad_log_level, meta::log_level, "doctor");
}

// The subscription is cancelled as soon as its first message has arrived.
void ask_subscription(Conversation& talk) {
  Json filter{{"toolsListChanged", true}};
  const Json id = talk.next_id();
  Json message{{"jsonrpc", "2.0"}, {"id", id}, {"method", "subscriptions/listen"}};
  message["params"] = talk.dialect().params({{"notifications", std::move(filter)}});
  talk.send(probe::listen, {.message = std::move(message), .enough = [](const Json& received) {
                              return view_in(received, "method").starts_with("notifications/");
                            }});
  if (!talk.http()) {
    talk.notify("cancellation of the subscription", "notifications/cancelled", {{"requestId", id}});
  }
}

// Only discovery and a resource that does not exist: these requests have no effect.
void ask_headers(Conversation& talk) {
  const auto ask = [&](const char* probe, const Headers& changed) {
    talk.ask_with(probe, "server/discover", Json::object(), changed);
  };
  ask(probe::http_no_method, {{"Mcp-Method", Conversation::without}});
  ask(probe::http_wrong_method, {{"Mcp-Method", "tools/list"}});
  ask(probe::http_no_version, {{"MCP-Protocol-Version", Conversation::without}});
  ask(probe::http_wrong_version,
      {{"MCP-Protocol-Version", std::string(legacy_revisions().front().name)}});
  ask(probe::http_origin, {{"Origin", "https://mcp-doctor.invalid"}});
  ask(probe::http_session_id, {{"Mcp-Session-Id", "mcp-doctor"}});
  ask(probe::http_header_case, {{"Mcp-Method", Conversation::without},
                                {"MCP-Protocol-Version", Conversation::without},
                                {"mCP-mETHOD", "server/discover"},
                                {"mcp-protocol-version", revision()}});
}

void ask_name_headers(Conversation& talk) {
  const bool resources = talk.evidence().offers("resources");
  if (!resources && !talk.evidence().offers("prompts")) return;
  const std::string name = "mcp-doctor://no-such-thing";
  const auto ask = [&](const char* probe, const std::string& header) {
    talk.ask_with(probe, resources ? "resources/read" : "prompts/get",
                  {{resources ? "uri" : "name", name}}, {{"Mcp-Name", header}});
  };
  ask(probe::http_no_name, Conversation::without);
  ask(probe::http_wrong_name, "mcp-doctor://another-thing");
  ask(probe::http_encoded_name, "=?base64?" + to_base64(name) + "?=");
}

void ask_http(Conversation& talk) {
  ask_headers(talk);
  ask_name_headers(talk);
  talk.verb(probe::http_get, "GET", {{"Accept", "text/event-stream"}});
  talk.verb(probe::http_delete, "DELETE", {});
}

}  // namespace

Json ModernDialect::params(Json neutral) const {
  neutral["_meta"] = {{meta::protocol_version, revision()},
                      {meta::client_info, {{"name", "mcp-client-doctor"}, {"version", "1"}}},
                      {meta::client_capabilities, Json::object()}};
  return neutral;
}

Headers ModernDialect::headers(const std::string& method, const Json& params) const {
  Headers all{{"Content-Type", "application/json"},
              {"Accept", "application/json, text/event-stream"},
              {"MCP-Protocol-Version", revision()}};
  if (!method.empty()) all.emplace_back("Mcp-Method", method);
  if (const auto name = http::mirrored_name(method, params)) {
    all.emplace_back("Mcp-Name", http::to_header_value(*name));
  }
  return all;
}

bool open_modern(Conversation& talk) {
  Evidence& evidence = talk.evidence();
  evidence.revision = revision();
  const Exchange& opening = talk.ask(probe::opening, "server/discover");
  const Json& capabilities = member(opening.result(), "capabilities");
  evidence.states_capabilities = capabilities.is_object();
  if (capabilities.is_object()) evidence.capabilities = capabilities;
  const Json& versions = member(opening.result(), "supportedVersions");
  if (versions.is_array() || member(opening.result(), "resultType").is_string()) return true;
  return is_modern_error(opening) || lists_in_this_era(talk);
}

void ask_modern(Conversation& talk) {
  ask_common(talk);
  ask_meta(talk);
  ask_subscription(talk);
  if (talk.http()) ask_http(talk);
  ask_last(talk);
}

}  // namespace mcp::cli::doctor

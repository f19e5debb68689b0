#include "doctor/broken_server.hpp"

#include <stdexcept>

namespace mcp::test {
namespace {

constexpr const char* modern_version = "2026-07-28";
const std::vector<std::string> legacy_versions = {"2025-11-25", "2025-06-18", "2025-03-26",
                                                  "2024-11-05"};
const std::string prefix = "io.modelcontextprotocol/";

/// An error of a method, with its code.
struct Rejection {
  int code;
  std::string text;
};

const Json& at(const Json& object, const std::string& key) {
  static const Json nothing;
  return object.is_object() && object.contains(key) ? object[key] : nothing;
}

std::string text_at(const Json& object, const std::string& key) {
  const Json& value = at(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

Json object_schema() {
  return {{"type", "object"}, {"properties", {{"a", {{"type", "string"}}}}}};
}

bool is_known_method(const std::string& method, bool modern) {
  static const std::set<std::string> both = {
      "tools/list",   "tools/call",  "resources/list",      "resources/templates/list",
      "prompts/list", "prompts/get", "completion/complete", "resources/read"};
  static const std::set<std::string> old = {"initialize", "ping", "logging/setLevel",
                                            "resources/subscribe", "resources/unsubscribe"};
  if (both.contains(method)) return true;
  return modern ? method == "server/discover" || method == "subscriptions/listen"
                : old.contains(method);
}

}  // namespace

bool BrokenServer::is_modern(const Json& message) {
  if (text_at(message, "method") == "server/discover") return true;
  const Json& meta = at(at(message, "params"), "_meta");
  if (!meta.is_object()) return false;
  for (const auto& [key, value] : meta.items()) {
    if (key.starts_with(prefix)) return true;
  }
  return false;
}

Json BrokenServer::error(const Json& id, int code, const std::string& text, Json data) {
  Json response{{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", code}, {"message", text}}}};
  if (!data.is_null()) response["error"]["data"] = std::move(data);
  return response;
}

std::optional<Json> BrokenServer::reject_modern(const Json& request) const {
  const Json& meta = at(at(request, "params"), "_meta");
  const Json& id = at(request, "id");
  const bool versioned = at(meta, prefix + "protocolVersion").is_string();
  if (!versioned && !has("meta-optional")) return error(id, -32602, "The version is missing");
  if (!at(meta, prefix + "clientCapabilities").is_object() && !has("capabilities-optional")) {
    return error(id, -32602, "The capabilities are missing");
  }
  const std::string version = text_at(meta, prefix + "protocolVersion");
  if (versioned && version != modern_version && !has("version-unchecked")) {
    Json data{{"supported", {modern_version}}, {"requested", version}};
    if (has("version-no-data")) data = nullptr;
    return error(id, -32022, "Unsupported protocol version", std::move(data));
  }
  const Json& level = at(meta, prefix + "logLevel");
  if (!level.is_null() && level != "warning" && !has("log-level-unchecked")) {
    return error(id, -32602, "Unknown log level");
  }
  return std::nullopt;
}

std::vector<Json> BrokenServer::take(const Json& message) {
  const std::string method = text_at(message, "method");
  if (method.empty()) return {};
  if (!message.contains("id")) {
    was_cancelled_ = was_cancelled_ || method == "notifications/cancelled";
    if (method == "notifications/doctorTest" && has("notification-answered")) {
      return {error(nullptr, -32601, "Unknown notification")};
    }
    if (method == "notifications/cancelled" && has("cancellation-answered")) {
      return {error(nullptr, -32602, "Unknown request")};
    }
    return {};
  }
  const bool modern = is_modern(message);
  if (modern && method == "subscriptions/listen") return listen(message);
  if (method == "completion/complete" && has("no-answer")) return {};
  std::vector<Json> sent;
  if (modern && method == "tools/list" && has("logs-unasked")) {
    sent.push_back({{"jsonrpc", "2.0"},
                    {"method", "notifications/message"},
                    {"params", {{"level", "info"}, {"data", "listing"}}}});
  }
  if (modern && method == "tools/list" && has("asks-client")) {
    sent.push_back({{"jsonrpc", "2.0"}, {"id", "from-server"}, {"method", "roots/list"}});
  }
  sent.push_back(respond(message, modern));
  return sent;
}

Json BrokenServer::respond(const Json& request, bool modern) {
  const std::string method = text_at(request, "method");
  const Json& id = request["id"];
  if (modern) {
    if (auto rejection = reject_modern(request)) return *std::move(rejection);
  }
  Json response;
  try {
    response = {{"jsonrpc", "2.0"},
                {"id", id},
                {"result", result_of(method, at(request, "params"), modern)}};
    if (modern) finish_modern(method, at(request, "params"), response["result"]);
  } catch (const Rejection& rejection) {
    response = error(id, rejection.code, rejection.text);
  }
  damage(method, response);
  return response;
}

Json BrokenServer::result_of(const std::string& method, const Json& params, bool modern) {
  if (!is_known_method(method, modern)) {
    throw Rejection{has("unknown-method-code") ? -32600 : -32601, "Method not found"};
  }
  if (method == "server/discover") return discover();
  if (method == "initialize") return initialize(params);
  if (method == "ping") return has("ping-text") ? Json{{"pong", true}} : Json::object();
  if (method == "tools/list") return tools(params);
  const bool other_page = method.ends_with("/list") && params.contains("cursor");
  if (other_page && !has("invalid-cursor-accepted")) throw Rejection{-32602, "Unknown cursor"};
  if (method == "resources/list") return resources();
  if (method == "resources/templates/list") {
    const char* address = has("template-open") ? "test://{name" : "test://{name}";
    return {{"resourceTemplates", {{{"uriTemplate", address}, {"name", "template"}}}}};
  }
  if (method == "resources/read") return read(text_at(params, "uri"), modern);
  if (method == "prompts/list") return prompts();
  if (method == "prompts/get") return prompt(params);
  if (method == "completion/complete") return complete(params);
  if (method == "logging/setLevel") {
    if (text_at(params, "level") != "warning") throw Rejection{-32602, "Unknown log level"};
  }
  if (method == "tools/call") {
    return {{"content", {{{"type", "text"}, {"text", "done"}}}},
            {"structuredContent", {{"a", has("structured-number") ? Json(1) : Json("x")}}}};
  }
  return Json::object();
}

Json BrokenServer::capabilities(bool modern) const {
  const Json flag = has("capability-flag") ? Json("yes") : Json(true);
  Json all{{"tools", {{"listChanged", flag}}},
           {"resources", {{"subscribe", true}}},
           {"prompts", Json::object()},
           {"completions", Json::object()},
           {"logging", Json::object()}};
  if (has("tools-undeclared")) all.erase("tools");
  if (has("prompts-undeclared")) all.erase("prompts");
  if (has("completions-undeclared")) all.erase("completions");
  if (modern && has("extension-name")) all["extensions"] = {{"unprefixed", Json::object()}};
  return all;
}

Json BrokenServer::discover() const {
  if (has("no-discover")) throw Rejection{-32601, "Method not found"};
  Json result{{"supportedVersions", {modern_version}},
              {"capabilities", capabilities(true)},
              {"instructions", "A server for tests."}};
  if (has("discover-no-versions")) result["supportedVersions"] = modern_version;
  if (has("no-capabilities")) result.erase("capabilities");
  if (has("instructions-array")) result["instructions"] = Json::array({"a", "b"});
  return result;
}

Json BrokenServer::initialize(const Json& params) const {
  const std::string asked = text_at(params, "protocolVersion");
  std::string version = legacy_versions.front();
  for (const auto& known : legacy_versions) {
    if (known == asked) version = known;
  }
  if (version != asked && has("unknown-version-error")) throw Rejection{-32602, "Unknown version"};
  if (asked == legacy_versions.front() && has("wrong-version")) version = legacy_versions[1];
  Json result{{"protocolVersion", version},
              {"capabilities", capabilities(false)},
              {"serverInfo", {{"name", "broken"}, {"version", "1"}}}};
  if (has("server-without-version")) result["serverInfo"].erase("version");
  return result;
}

// One tool on each of two pages.
Json BrokenServer::tools(const Json& params) const {
  Json first{{"name", "first"},
             {"inputSchema", object_schema()},
             {"outputSchema", object_schema()},
             {"annotations", {{"readOnlyHint", true}}},
             {"icons", {{{"src", "https://example.com/a.png"}, {"theme", "light"}}}}};
  Json second{{"name", "second"}, {"inputSchema", object_schema()}};
  if (has("tool-name-blank")) second["name"] = "the second";
  if (has("tool-name-long")) second["name"] = std::string(129, 'x');
  if (has("schema-array")) second["inputSchema"] = {{"type", "array"}};
  if (has("schema-invalid")) second["inputSchema"]["properties"]["a"]["type"] = "nonsense";
  if (has("schema-reference")) {
    second["inputSchema"]["properties"]["a"] = {{"$ref", "https://example.com/a.json"}};
  }
  if (has("output-schema-invalid")) first["outputSchema"]["required"] = "a";
  if (has("hint-text")) first["annotations"]["readOnlyHint"] = "yes";
  if (has("icon-file")) first["icons"][0]["src"] = "file:///etc/passwd";
  if (has("icon-theme")) first["icons"][0]["theme"] = "pink";
  if (has("header-mark")) second["inputSchema"]["properties"]["a"]["x-mcp-header"] = "not a token";
  if (has("header-secret")) {
    second["inputSchema"]["properties"]["password"] = {{"type", "string"},
                                                       {"x-mcp-header", "Word"}};
  }
  if (has("tools-shuffled") && was_cancelled_) std::swap(first, second);
  const Json& cursor = at(params, "cursor");
  Json result;
  if (cursor.is_null()) {
    result = {{"tools", {first}}, {"nextCursor", "page-2"}};
    if (has("cursor-number")) result["nextCursor"] = 2;
    if (has("tool-twice")) result["tools"].push_back(first);
  } else if (cursor == "page-2") {
    result = {{"tools", {second}}};
    if (has("cursor-loop")) result["nextCursor"] = "page-2";
    if (has("tool-on-both-pages")) {
      first["description"] = "again";
      result["tools"].push_back(first);
    }
    if (has("tools-vary") && was_cancelled_) result["tools"] = Json::array();
  } else if (has("invalid-cursor-accepted")) {
    result = {{"tools", Json::array()}};
  } else {
    throw Rejection{-32602, "Unknown cursor"};
  }
  if (has("meta-key")) result["_meta"]["-bad-"] = 1;
  if (has("meta-reserved")) result["_meta"]["com.mcp/note"] = 1;
  return result;
}

Json BrokenServer::resources() const {
  Json one{{"uri", has("uri-blank") ? "test://the one" : "test://one"},
           {"name", "one"},
           {"mimeType", has("mime-word") ? "text" : "text/plain"},
           {"annotations", {{"priority", has("priority-high") ? 5.0 : 0.5}}}};
  if (has("resource-without-name")) one.erase("name");
  return {{"resources", {one, {{"uri", "test://two"}, {"name", "two"}}}}};
}

Json BrokenServer::read(const std::string& uri, bool modern) const {
  if (uri == "test://two") {
    if (has("error-code-reserved")) throw Rejection{-32050, "Not now"};
    const char* blob = has("blob-plain") ? "not Base64!" : "AAEC";
    return {{"contents", {{{"uri", uri}, {"blob", blob}}}}};
  }
  if (uri.starts_with("test://")) {
    Json contents{{"uri", uri}, {"text", "one"}};
    if (has("contents-without-uri")) contents.erase("uri");
    return {{"contents", {contents}}};
  }
  if (modern && has("not-found-empty")) return {{"contents", Json::array()}};
  if (modern && has("not-found-internal")) throw Rejection{-32603, "Internal error"};
  if (modern && !has("error-code-retired")) throw Rejection{-32602, "No such resource"};
  throw Rejection{-32002, "No such resource"};
}

Json BrokenServer::prompts() const {
  Json greet{{"name", "greet"}, {"arguments", {{{"name", "who"}, {"required", true}}}}};
  if (has("argument-without-name")) greet["arguments"].push_back({{"required", false}});
  return {{"prompts", {greet, {{"name", "plain"}}}}};
}

Json BrokenServer::prompt(const Json& params) const {
  const std::string name = text_at(params, "name");
  if (name != "greet" && name != "plain") {
    throw Rejection{has("unknown-prompt-internal") ? -32603 : -32602, "No such prompt"};
  }
  if (name == "greet" && text_at(at(params, "arguments"), "who").empty() &&
      !has("arguments-unchecked")) {
    throw Rejection{-32602, "`who` is missing"};
  }
  const char* role = has("prompt-role") ? "system" : "user";
  return {{"messages", {{{"role", role}, {"content", {{"type", "text"}, {"text", "Hello"}}}}}}};
}

Json BrokenServer::complete(const Json& params) const {
  if (text_at(at(params, "ref"), "name") != "greet") throw Rejection{-32602, "No such prompt"};
  Json values = Json::array();
  const int count = has("completion-200") ? 200 : 2;
  for (int i = 0; i < count; ++i) values.push_back("value " + std::to_string(i));
  if (has("completion-numbers")) values = {1, 2};
  return {{"completion", {{"values", values}}}};
}

void BrokenServer::finish_modern(const std::string& method, const Json& params,
                                 Json& result) const {
  static const std::set<std::string> cacheable = {
      "server/discover",          "tools/list",     "resources/list",
      "resources/templates/list", "resources/read", "prompts/list",
  };
  result["resultType"] = "complete";
  if (method == "resources/templates/list" && has("no-result-type")) result.erase("resultType");
  if (method == "prompts/list" && has("result-type-unknown")) result["resultType"] = "partial";
  const bool named = method != "prompts/list" || !has("no-server-info");
  if (named) result["_meta"][prefix + "serverInfo"] = {{"name", "broken"}, {"version", "1"}};
  if (!cacheable.contains(method)) return;
  result["ttlMs"] = has("ttl-negative") && method == "prompts/list" ? -1 : 0;
  result["cacheScope"] = "private";
  if (has("scope-mixed") && params.contains("cursor")) result["cacheScope"] = "public";
  if (has("scope-unknown") && method == "prompts/list") result["cacheScope"] = "team";
}

std::vector<Json> BrokenServer::listen(const Json& request) const {
  Json id = request["id"];
  if (has("subscription-id-text")) id = std::to_string(id.get<int>());
  Json notification{{"jsonrpc", "2.0"},
                    {"method", "notifications/subscriptions/acknowledged"},
                    {"params",
                     {{"_meta", {{prefix + "subscriptionId", id}}},
                      {"notifications", {{"toolsListChanged", true}}}}}};
  if (has("not-acknowledged")) notification["method"] = "notifications/tools/list_changed";
  if (has("acknowledges-more")) {
    notification["params"]["notifications"]["promptsListChanged"] = true;
  }
  return {notification};
}

void BrokenServer::damage(const std::string& method, Json& response) const {
  if (has("jsonrpc-1")) response["jsonrpc"] = "1.0";
  if (method == "resources/templates/list") {
    if (has("id-as-string")) response["id"] = "other";
    if (has("result-and-error")) response["error"] = {{"code", 1}, {"message", "and an error"}};
  }
  if (method == "doctor/noSuchMethod") {
    if (has("error-without-message")) response["error"].erase("message");
    if (has("error-code-text")) response["error"]["code"] = "-32601";
  }
}

}  // namespace mcp::test

#pragma once

#include <string_view>

/// The names of the probes, under which Evidence keeps their exchanges. Lists and `subscriptions`
/// have the name of their method.
namespace mcp::cli::doctor::probe {

inline constexpr const char* opening = "opening";  // server/discover or initialize
inline constexpr const char* tools = "tools/list";
inline constexpr const char* tools_again = "tools/list again";
inline constexpr const char* resources = "resources/list";
inline constexpr const char* templates = "resources/templates/list";
inline constexpr const char* prompts = "prompts/list";
inline constexpr const char* bad_cursor = "invalid cursor";
inline constexpr const char* unknown_method = "unknown method";
inline constexpr const char* string_id = "string id";
inline constexpr const char* notification = "unknown notification";
inline constexpr const char* after_notification = "request after a notification";
inline constexpr const char* cancelled = "cancellation of an unknown request";
inline constexpr const char* after_cancelled = "request after a cancellation";
inline constexpr const char* malformed = "text that is not JSON";
inline constexpr const char* after_malformed = "request after text that is not JSON";
inline constexpr const char* read = "resources/read";
inline constexpr const char* read_unknown = "unknown resource";
inline constexpr const char* prompt = "prompts/get";
inline constexpr const char* prompt_unknown = "unknown prompt";
inline constexpr const char* prompt_incomplete = "prompt without its arguments";
inline constexpr const char* complete = "completion/complete";
inline constexpr const char* complete_unknown = "completion for an unknown prompt";
inline constexpr const char* bad_log_level = "invalid log level";
inline constexpr const char* call = "tools/call";

// Modern.
inline constexpr const char* no_version = "request without a version";
inline constexpr const char* no_capabilities = "request without capabilities";
inline constexpr const char* unknown_version = "unknown version";
/// Whether the probe is a request that a server must reject because of its `_meta`. A result of it
/// is reported as that, and not looked at any further.
inline bool has_wrong_meta(std::string_view probe) {
  return probe == no_version || probe == no_capabilities || probe == unknown_version;
}
inline constexpr const char* listen = "subscriptions/listen";
inline constexpr const char* old_initialize = "initialize of the other era";

// Legacy.
inline constexpr const char* ping = "ping";
inline constexpr const char* log_level = "logging/setLevel";
inline constexpr const char* subscribe = "resources/subscribe";
inline constexpr const char* unsubscribe = "resources/unsubscribe";
inline constexpr const char* negotiate = "initialize with each revision";
inline constexpr const char* negotiate_unknown = "initialize with an unknown revision";

// HTTP.
inline constexpr const char* http_origin = "foreign Origin";
inline constexpr const char* http_header_case = "header names in other case";
inline constexpr const char* http_get = "GET";
inline constexpr const char* http_delete = "DELETE";
inline constexpr const char* http_no_method = "no Mcp-Method";
inline constexpr const char* http_wrong_method = "wrong Mcp-Method";
inline constexpr const char* http_no_version = "no MCP-Protocol-Version";
inline constexpr const char* http_wrong_version = "wrong MCP-Protocol-Version";
inline constexpr const char* http_no_name = "no Mcp-Name";
inline constexpr const char* http_wrong_name = "wrong Mcp-Name";
inline constexpr const char* http_encoded_name = "encoded Mcp-Name";
inline constexpr const char* http_session_id = "Mcp-Session-Id without a session";
inline constexpr const char* http_bad_version = "invalid MCP-Protocol-Version";
inline constexpr const char* http_no_session = "no Mcp-Session-Id";
inline constexpr const char* http_unknown_session = "unknown Mcp-Session-Id";
inline constexpr const char* http_ended_session = "request in an ended session";

}  // namespace mcp::cli::doctor::probe

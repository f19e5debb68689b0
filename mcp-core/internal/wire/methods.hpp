#pragma once

#include <string_view>

/// The names of requests and notifications, and which era defines which request.
/// Spec: the schema of each revision, Client messages and Server messages.
namespace mcp::method {

inline constexpr std::string_view initialize = "initialize";
inline constexpr std::string_view ping = "ping";
inline constexpr std::string_view discover = "server/discover";
inline constexpr std::string_view listen = "subscriptions/listen";
inline constexpr std::string_view tools_list = "tools/list";
inline constexpr std::string_view tools_call = "tools/call";
inline constexpr std::string_view resources_list = "resources/list";
inline constexpr std::string_view resource_templates_list = "resources/templates/list";
inline constexpr std::string_view resources_read = "resources/read";
inline constexpr std::string_view resources_subscribe = "resources/subscribe";
inline constexpr std::string_view resources_unsubscribe = "resources/unsubscribe";
inline constexpr std::string_view prompts_list = "prompts/list";
inline constexpr std::string_view prompts_get = "prompts/get";
inline constexpr std::string_view complete = "completion/complete";
inline constexpr std::string_view set_log_level = "logging/setLevel";

/// Of 2025-11-25 basic/utilities/tasks and of the extension io.modelcontextprotocol/tasks.
inline constexpr std::string_view tasks_get = "tasks/get";
inline constexpr std::string_view tasks_update = "tasks/update";
inline constexpr std::string_view tasks_cancel = "tasks/cancel";
inline constexpr std::string_view tasks_result = "tasks/result";
inline constexpr std::string_view tasks_list = "tasks/list";

inline constexpr std::string_view elicit = "elicitation/create";
inline constexpr std::string_view sample = "sampling/createMessage";
inline constexpr std::string_view list_roots = "roots/list";

inline constexpr std::string_view initialized = "notifications/initialized";
inline constexpr std::string_view cancelled = "notifications/cancelled";
inline constexpr std::string_view progress = "notifications/progress";
inline constexpr std::string_view message = "notifications/message";
inline constexpr std::string_view tools_changed = "notifications/tools/list_changed";
inline constexpr std::string_view resources_changed = "notifications/resources/list_changed";
inline constexpr std::string_view prompts_changed = "notifications/prompts/list_changed";
inline constexpr std::string_view resource_updated = "notifications/resources/updated";
inline constexpr std::string_view roots_changed = "notifications/roots/list_changed";
inline constexpr std::string_view acknowledged = "notifications/subscriptions/acknowledged";

/// Whether a client of that era may send the request.
bool in_modern(std::string_view method);
bool in_legacy(std::string_view method);

/// Whether the result of the request carries caching hints.
/// Spec: 2026-07-28 server/utilities/caching, Cacheable Results.
bool is_cacheable(std::string_view method);

}  // namespace mcp::method

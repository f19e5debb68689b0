#pragma once

#include <optional>
#include <string_view>

#include "mcp/message.hpp"

/// The keys that the protocol reserves in `_meta`.
/// Spec: 2026-07-28 basic, `_meta`.
namespace mcp::meta {

inline constexpr const char* protocol_version = "io.modelcontextprotocol/protocolVersion";
inline constexpr const char* client_info = "io.modelcontextprotocol/clientInfo";
inline constexpr const char* client_capabilities = "io.modelcontextprotocol/clientCapabilities";
inline constexpr const char* log_level = "io.modelcontextprotocol/logLevel";
inline constexpr const char* server_info = "io.modelcontextprotocol/serverInfo";
inline constexpr const char* subscription_id = "io.modelcontextprotocol/subscriptionId";
/// 2025-11-25 basic/utilities/tasks: the task that a message is about.
inline constexpr const char* related_task = "io.modelcontextprotocol/related-task";
inline constexpr const char* progress_token = "progressToken";
inline constexpr const char* traceparent = "traceparent";
inline constexpr const char* tracestate = "tracestate";
inline constexpr const char* baggage = "baggage";

/// The `_meta` object of params or of a result, or null.
const Json* find(const Json& params);
/// The member of `_meta`, or null.
const Json* find(const Json& params, const char* key);

/// The progress token of a request. Errors: `invalid_params` when it is neither string nor integer.
Result<std::optional<ProgressToken>> find_progress_token(const Json& params);

}  // namespace mcp::meta

#pragma once

/// The WebSocket close codes that the bridge sends. Spec: RFC 6455 section 7.4; codes from 4000 on
/// are the bridge's own.
namespace mcp::bridge::close_code {

inline constexpr int going_away = 1001;
inline constexpr int policy = 1008;
inline constexpr int too_big = 1009;
inline constexpr int internal_error = 1011;
inline constexpr int slow_consumer = 4408;
inline constexpr int session_gone = 4410;
inline constexpr int invalid_project = 4404;

}  // namespace mcp::bridge::close_code

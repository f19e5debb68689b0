#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/engine/model.hpp"
#include "http_client/transfer_loop.hpp"

/// Failures of requests to the Messages API, as ModelFailure. Any thread.
/// Source: https://docs.anthropic.com/en/api/errors.
namespace mcp::bridge {

/// Of a response; names in lower case.
using http::client::ResponseHeaders;

/// The failure that a response other than a stream of events is.
ModelFailure failure_of(int status, const ResponseHeaders& headers, std::string_view body);
/// The failure in an `error` event of a stream.
ModelFailure failure_of_event(const Json& event);
/// No connection, or one that broke or went silent; it may work later.
ModelFailure network_failure(std::string_view detail);
ModelFailure cancelled_failure();

/// How long the headers ask the client to wait: `retry-after-ms`, then `retry-after` in seconds or
/// as a date. Never negative.
std::optional<std::chrono::milliseconds> retry_after_in(
    const ResponseHeaders& headers,
    std::chrono::system_clock::time_point now = std::chrono::system_clock::now());

/// Foreign text for a log: one line, of bounded length, with what looks like a key made unreadable.
std::string without_secrets(std::string_view text);

}  // namespace mcp::bridge

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

/// The headers of a response; names in lower case.
using http::client::ResponseHeaders;

/// The failure for a response that is not an event stream.
ModelFailure failure_of(int status, const ResponseHeaders& headers, std::string_view body);
/// The failure for an `error` event of a stream.
ModelFailure failure_of_event(const Json& event);
/// The failure when the connection could not be opened, broke or timed out. A retry may succeed.
ModelFailure network_failure(std::string_view detail);
ModelFailure cancelled_failure();

/// How long the headers ask the client to wait: from `retry-after-ms`, else from `retry-after` in
/// seconds or as a date. Never negative, at most a day.
std::optional<std::chrono::milliseconds> retry_after_in(
    const ResponseHeaders& headers,
    std::chrono::system_clock::time_point now = std::chrono::system_clock::now());

/// Foreign text made fit for a log: one line of bounded length, in which "***" replaces whatever
/// looks like a key.
std::string without_secrets(std::string_view text);

}  // namespace mcp::bridge

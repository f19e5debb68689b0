#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "mcp/error.hpp"
#include "mcp/json.hpp"

namespace mcp {

/// Correlates a response with its request. Never null, never fractional.
/// Spec: 2026-07-28 basic, Requests.
using RequestId = std::variant<std::int64_t, std::string>;

/// Chosen by the requester, unique across its active requests.
/// Spec: 2026-07-28 basic/patterns/progress.
using ProgressToken = RequestId;

/// A request; the receiver responds to it. `params` is an object, or null when the sender omitted
/// it.
struct Request {
  RequestId id;
  std::string method;
  Json params;
};

/// A message without a response. `params` is an object, or null when the sender omitted it.
struct Notification {
  std::string method;
  Json params;
};

/// The response to a request. `id` is empty only when the request had no readable id.
struct Response {
  std::optional<RequestId> id;
  std::variant<Json, Error> outcome;
};

/// A JSON-RPC 2.0 message as MCP uses it: no batches, object parameters only.
using Message = std::variant<Request, Notification, Response>;

/// Bounds on a message from an untrusted peer.
struct MessageLimits {
  std::size_t max_bytes = std::size_t{64} << 20;
  int max_depth = 128;
};

/// Text that is not a valid message. `id` is set when the text was a request whose id could still
/// be read, so that the error response reaches the right caller.
struct Malformed {
  Error error;
  std::optional<RequestId> id;
};

/// Parses one message. Errors: `parse_error` for text that is not JSON, not UTF-8, too deep or too
/// long, or that repeats a key; `invalid_request` for JSON that is not a message. A response with
/// an invalid body is returned as a Response that failed with `protocol_violation`, so that its
/// request fails instead of waiting. Never throws; any thread.
Result<Message, Malformed> parse_message(std::string_view text, const MessageLimits& limits = {});

/// The message as one line of JSON, without a newline.
std::string to_text(const Message& message);
/// The same, appended to `out`.
void append_text(std::string& out, const Message& message);

/// The id as JSON, and back; empty when the value is neither a string nor an integer.
Json to_json(const RequestId& id);
std::optional<RequestId> to_request_id(const Json& value);
/// The id as text for error messages and logs.
std::string to_display(const RequestId& id);

}  // namespace mcp

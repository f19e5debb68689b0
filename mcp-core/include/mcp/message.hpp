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

/// Asks for an answer. `params` is an object, or null when the sender left it out.
struct Request {
  RequestId id;
  std::string method;
  Json params;
};

/// Tells something; is never answered. `params` is an object, or null when left out.
struct Notification {
  std::string method;
  Json params;
};

/// Answers a request. `id` is empty only when the request was too broken to have a readable one.
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

/// Text that is not a message. `id` is set when it was meant as a request and its id could still be
/// read: the answer then reaches the call that is waiting for it.
struct Malformed {
  Error error;
  std::optional<RequestId> id;
};

/// Reads one message. Refuses with `parse_error`: text that is not JSON, not UTF-8, too deep, too
/// long, or that repeats a key; with `invalid_request`: JSON that is not a message. A response
/// whose body is broken is returned as a Response that failed with `protocol_violation`, so that
/// whoever waits for it is not left waiting. Never throws; any thread.
Result<Message, Malformed> parse_message(std::string_view text, const MessageLimits& limits = {});

/// The message as one line of JSON, without a newline.
std::string to_text(const Message& message);
/// The same, appended to `out`.
void append_text(std::string& out, const Message& message);

/// The id as JSON, and back; empty when the value is neither a string nor an integer.
Json to_json(const RequestId& id);
std::optional<RequestId> to_request_id(const Json& value);
/// The id as a person reads it in a message or a log.
std::string to_display(const RequestId& id);

}  // namespace mcp

#pragma once

#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include "mcp/json.hpp"

namespace mcp {

/// Why a request failed. Codes marked *local* describe a failure on this side; they are never sent
/// to a peer, and never accepted from one. All others are JSON-RPC error codes.
/// Spec: 2026-07-28 basic, Error Codes; 2025-11-25 schema, Standard JSON-RPC error codes.
enum class ErrorCode : int {
  parse_error = -32700,       ///< The bytes are not JSON, or exceed a limit on size or depth.
  invalid_request = -32600,   ///< JSON, but not a JSON-RPC 2.0 message.
  method_not_found = -32601,  ///< The revision in use, or this server, does not define the method.
  invalid_params = -32602,    ///< Unknown name, missing or malformed parameter.
  internal_error = -32603,    ///< A fault of this side. The message does not name the cause.

  header_mismatch = -32020,               ///< 2026-07-28: an HTTP header contradicts the body.
  missing_client_capability = -32021,     ///< 2026-07-28: `data.requiredCapabilities` lists them.
  unsupported_protocol_version = -32022,  ///< 2026-07-28: `data.supported`, `data.requested`.

  resource_not_found = -32002,        ///< Sent as `invalid_params` from 2026-07-28 on.
  url_elicitation_required = -32042,  ///< 2025-11-25 only.

  request_timed_out = std::numeric_limits<int>::min() + 1,  ///< *local*: no response in time.
  request_cancelled,                                        ///< *local*: the requester cancelled.
  connection_closed,                                        ///< *local*: the connection has ended.
  protocol_violation,                                       ///< *local*: the peer broke a rule.
  authorization_failed,  ///< *local*: no credentials for the server.
};

/// Whether the code is *local*.
constexpr bool is_local(ErrorCode code) {
  return code >= ErrorCode::request_timed_out && code <= ErrorCode::authorization_failed;
}

/// A failure that is sent to a peer as a JSON-RPC error object, or that a blocking function throws.
/// `what()` is the message; it tells the reader what to do about the failure.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message, Json data = nullptr)
      : std::runtime_error(message), code_(code), data_(std::move(data)) {}

  ErrorCode code() const noexcept { return code_; }
  /// Additional information, `null` when there is none.
  const Json& data() const noexcept { return data_; }

 private:
  ErrorCode code_;
  Json data_;
};

/// Either a value or an error. Functions that return a Result never throw because of what untrusted
/// input contains.
template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  /// The value. Throws the error when there is none.
  T& value() & { return require(), std::get<0>(state_); }
  const T& value() const& { return require(), std::get<0>(state_); }
  T&& value() && { return require(), std::get<0>(std::move(state_)); }

  /// The value, unchecked: only after `ok()`.
  T& operator*() & noexcept { return *std::get_if<0>(&state_); }
  const T& operator*() const& noexcept { return *std::get_if<0>(&state_); }
  T&& operator*() && noexcept { return std::move(*std::get_if<0>(&state_)); }
  T* operator->() noexcept { return std::get_if<0>(&state_); }
  const T* operator->() const noexcept { return std::get_if<0>(&state_); }

  /// The error, unchecked: only when not `ok()`.
  const E& error() const& noexcept { return *std::get_if<1>(&state_); }
  E&& error() && noexcept { return std::move(*std::get_if<1>(&state_)); }

 private:
  void require() const {
    if (const E* failure = std::get_if<1>(&state_)) throw *failure;
  }

  std::variant<T, E> state_;
};

/// The value of a Result when an operation returns none.
using Done = std::monostate;

}  // namespace mcp

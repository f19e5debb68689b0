#pragma once

#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include "mcp/json.hpp"

namespace mcp {

/// Why a request failed. Negative values down to -32768 travel on the wire; the ones marked *local*
/// never do: they name what happened on this side and cannot be received from a peer.
/// Spec: 2026-07-28 basic, Error Codes; 2025-11-25 schema, Standard JSON-RPC error codes.
enum class ErrorCode : int {
  parse_error = -32700,       ///< The bytes are not JSON, or exceed a limit on size or depth.
  invalid_request = -32600,   ///< JSON, but not a JSON-RPC 2.0 message.
  method_not_found = -32601,  ///< The revision in use, or this server, does not define the method.
  invalid_params = -32602,    ///< Unknown name, missing or malformed parameter.
  internal_error = -32603,    ///< Our fault. The message says nothing about the cause.

  header_mismatch = -32020,               ///< 2026-07-28: an HTTP header contradicts the body.
  missing_client_capability = -32021,     ///< 2026-07-28: `data.requiredCapabilities` lists them.
  unsupported_protocol_version = -32022,  ///< 2026-07-28: `data.supported`, `data.requested`.

  resource_not_found = -32002,        ///< Spelled `invalid_params` from 2026-07-28 on.
  url_elicitation_required = -32042,  ///< 2025-11-25 only.

  request_timed_out = std::numeric_limits<int>::min() + 1,  ///< *local*: no answer in time.
  request_cancelled,                                        ///< *local*: the caller gave up.
  connection_closed,                                        ///< *local*: the peer is gone.
  protocol_violation,                                       ///< *local*: the peer broke a rule.
};

/// A failure that a peer is told about (it becomes a JSON-RPC error object), or that a caller of a
/// blocking function catches. `what()` is the message, written for whoever has to act on it.
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

/// Either a value or the reason why untrusted input was refused. Functions that return a Result
/// never throw for what the input says.
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

/// The Result of an operation that has no value to give.
using Done = std::monostate;

}  // namespace mcp

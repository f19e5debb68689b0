#pragma once

#include <string>
#include <string_view>

#include "bridge/engine/model.hpp"
#include "mcp/codec.hpp"
#include "mcp/describe.hpp"

namespace mcp::bridge {

/// The errors that clients receive over WebSocket and REST. Their names are in bridge_error.cc.
enum class BridgeError {
  // Requests and frames.
  bad_request,
  invalid_json,
  invalid_payload,
  not_found,
  method_not_allowed,
  too_large,
  unauthorized,
  forbidden,
  rate_limited,
  too_many_connections,
  too_many_sockets,
  // Chats.
  busy,
  budget_exceeded,
  input_refused,
  output_refused,
  invalid_project,
  unknown_session,
  unknown_tool_use,
  approval_already_resolved,
  approval_expired,
  question_not_shown,
  // Tools.
  tool_error,
  invalid_path,
  write_failed,
  // The model; see ModelFailureKind.
  ai_no_credit,
  ai_unauthorized,
  ai_rate_limited,
  ai_unavailable,
  ai_refused,
  cancelled,
  // The bridge itself.
  storage_full,
  internal_error,
};
EnumNames<BridgeError> enum_names(BridgeError);

/// The error that clients receive for a failure of the model.
BridgeError error_of(ModelFailureKind kind);

/// Why a request of a client was refused.
struct Refusal {
  BridgeError code;
  std::string detail = {};  ///< What the user can do.
};

/// Whether there are texts in the language of a locale such as "pt-BR": English and Portuguese.
bool has_texts_in(std::string_view locale);
/// The text of an error for users, which says what to do: in Portuguese for locales that begin with
/// "pt", otherwise in English. Empty: the error has only a `detail`.
std::string text_for(BridgeError error, std::string_view locale);
/// The same for the name of an error; empty when the name is unknown.
std::string text_for_name(const Json& name, std::string_view locale);

/// Whether the `detail` in the data of an `error` event is the message of a rule of the guard,
/// which is shown instead of text_for.
bool is_said_by_a_rule(const Json& error);

}  // namespace mcp::bridge

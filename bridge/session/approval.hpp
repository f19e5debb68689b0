#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <variant>

#include "bridge/session/requested_call.hpp"
#include "bridge/session/shown_write.hpp"
#include "bridge/session/turnstile.hpp"

namespace mcp::bridge {

/// The call may be made, but only with these arguments: the input, bound to the file content shown.
struct Approved {
  Json arguments;
};
/// The call must not be made.
struct Refused {
  Resolution resolution;
  std::string reason = {};  ///< In the user's words; empty: none was given.
  bool interrupts = false;  ///< The user wants the turn to end, too.
};
/// Another process stored a decision first, and acts on it.
struct DecidedElsewhere {};
/// The process ends while the call waits for a decision.
struct Suspended {};

using Approving = std::variant<Approved, Refused, DecidedElsewhere, Suspended>;

/// Decides whether a call may be made: by the rules, or by asking the user. Stores the decision
/// before acting on it. On the thread of the call.
class Approval {
 public:
  /// `turn_to_ask` is reached when the earlier calls of the message have asked. The user may edit
  /// the input of the call. All arguments must outlive the object.
  Approval(RequestedCall& call, const OutputScreen& screen, Turnstile::Place& turn_to_ask);

  /// Decides by the rules, or asks the user and waits.
  Approving wait(const std::stop_token& stop);
  /// Cancels an open question.
  void abandon();

  bool was_edited() const { return edited_; }

 private:
  /// Why the user is asked again.
  enum class Again { invalid_input, changed };
  using Taken = std::variant<Approving, Again>;

  Approving ask(const std::stop_token& stop);
  void put_question(Json question, std::int64_t expires_at);
  Json question(std::optional<Again> again) const;
  Taken take(const Decision& decision, const std::stop_token& stop);
  Taken approve(const Decision& decision, const std::stop_token& stop);
  bool edit(const Json& updated);
  Approving deny(const Decision& decision);
  Approving resolve(Resolution resolution);
  Approving decided_elsewhere();
  ShownWrite write_as_it_is_now(const std::stop_token& stop) const;
  void remember(const Decision& decision);
  void settle(Resolution resolution, const std::string& by);

  RequestedCall& call_;
  TurnContext& context_ = call_.context;
  const OutputScreen& screen_;
  Turnstile::Place& turn_to_ask_;
  ShownWrite shown_;
  std::string problem_;  // why the input that the user edited is invalid
  bool asked_ = false;
  bool edited_ = false;
};

/// The text for the model and viewers about why a call was not allowed.
std::string refusal_text(const Refused& refused);
ToolOutcome outcome_of(Resolution resolution);

}  // namespace mcp::bridge

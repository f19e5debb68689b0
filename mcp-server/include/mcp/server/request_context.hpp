#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/caller.hpp"
#include "mcp/describe.hpp"
#include "mcp/elicitation.hpp"
#include "mcp/input.hpp"
#include "mcp/log_level.hpp"

namespace mcp {

class Exchange;
struct KnownAnswer;

/// The answer of the client to a question of a handler: pending until it arrives, then the user's
/// action.
template <class T>
class Answer {
 public:
  /// Not answered yet.
  Answer() = default;
  Answer(ElicitAction action, std::optional<T> value) : action_(action), value_(std::move(value)) {}

  bool pending() const { return !action_; }
  bool accepted() const { return action_ == ElicitAction::accept; }
  bool declined() const { return action_ == ElicitAction::decline; }
  bool cancelled() const { return action_ == ElicitAction::cancel; }

  /// The user's action; only when not pending.
  ElicitAction action() const { return *action_; }
  /// The user's answer; only when accepted.
  const T& operator*() const { return *value_; }
  const T* operator->() const { return &*value_; }

 private:
  std::optional<ElicitAction> action_;
  std::optional<T> value_;
};

/// The request that a handler works on, and its access to the client meanwhile.
///
/// Asking works the same in all revisions of the protocol: *ask first, act after; the handler runs
/// again for every round of questions.*
///
///     auto confirm = context.elicit<Confirm>("confirm", "Deploy " + in.app + "?");
///     if (context.waiting()) return context.input_required();
///     if (!confirm.accepted() || !confirm->yes) return mcp::text("Nothing deployed.");
///
/// Several questions before one `waiting()` are sent together. A question is identified by its key
/// *and* its content: when the text changes between two rounds, the old answer is ignored.
///
/// Any thread. A deferred handler keeps it alive for as long as it works on the request.
class RequestContext {
 public:
  RequestContext(std::shared_ptr<Exchange> exchange, std::map<std::string, KnownAnswer> answers);
  ~RequestContext();

  /// Asks the user to fill in a form: a described struct with fields of type string, number, bool,
  /// enumeration, or list of enumerated strings. Never ask for secrets this way.
  /// Throws `invalid_params` when the client's answer does not fit the form.
  /// Spec: 2026-07-28 client/elicitation, Form Mode.
  template <class Form>
  Answer<Form> elicit(std::string_view key, std::string_view message) {
    const auto answer = elicit(key, message, schema_of<Form>());
    if (!answer.accepted()) return convert<Form>(answer);
    return {ElicitAction::accept, Codec<Form>::decode(*answer)};
  }
  /// The same with a form given as a JSON Schema; the answer is the form's content.
  Answer<Json> elicit(std::string_view key, std::string_view message, Json requested_schema);

  /// Asks the user to open a URL. Accepted means that they agreed to open it, not that they are
  /// done.
  /// Spec: 2026-07-28 client/elicitation, URL Mode.
  Answer<Done> elicit_url(std::string_view key, std::string_view message, std::string_view url);

  /// Asks the client's language model. `params` and the answer are those of
  /// `sampling/createMessage`. Spec: 2026-07-28 client/sampling (deprecated there).
  Answer<Json> sample(std::string_view key, Json params);

  /// Asks which directories the client considers relevant.
  /// Spec: 2026-07-28 client/roots (deprecated there).
  Answer<std::vector<Root>> roots(std::string_view key = "roots");

  /// True when a question has no answer yet: return `input_required()`.
  bool waiting() const;
  /// The open questions, to be returned by the handler. When the client did not declare the
  /// capability for one of them, the request fails with `missing_client_capability`.
  InputRequired input_required();

  /// Sends a progress notification, if the client requested them. `progress` must grow from call to
  /// call; otherwise nothing is sent. `meta` becomes `_meta` of the notification.
  /// Spec: 2026-07-28 basic/patterns/progress.
  void progress(double progress, std::optional<double> total = {}, std::string_view message = {},
                Json meta = nullptr);
  bool wants_progress() const;

  /// Sends a log message to the client, if it asked for that level.
  /// Spec: 2026-07-28 server/utilities/logging (deprecated there).
  void log(LogLevel level, Json data, std::string_view logger = {});

  /// Stop is requested when the client has cancelled the request or is gone. The handler should
  /// end; its result is ignored.
  std::stop_token stop() const;
  const CallerInfo& caller() const;
  /// `_meta` of the request, null when it has none.
  const Json& meta() const;

 private:
  template <class To, class From>
  static Answer<To> convert(const Answer<From>& from) {
    if (from.pending()) return {};
    return {from.declined() ? ElicitAction::decline : ElicitAction::cancel, std::nullopt};
  }

  const Json* ask(std::string_view key, InputRequest question, bool supported, Json capability);

  struct State;
  std::unique_ptr<State> state_;
};

/// The name that handlers of tools use.
using ToolContext = RequestContext;

}  // namespace mcp

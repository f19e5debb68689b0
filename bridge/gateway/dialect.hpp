#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/gateway/client_frame.hpp"
#include "bridge/session/event_log.hpp"
#include "mcp/error.hpp"

namespace mcp::bridge {

/// Why a client's frame is invalid.
struct FrameProblem {
  BridgeError code;  ///< invalid_json or invalid_payload
  std::string detail = {};
  std::string pointer = {};  ///< JSON Pointer into the frame.
  std::string id = {};       ///< Of the frame; empty: it has none.
};

/// An event, or several consecutive events merged into one.
struct EventBatch {
  EventPointer event;
  std::uint64_t first_seq;  ///< Less than the event's when there are several.
};

/// Merges consecutive deltas of one block, so that a client that is behind catches up with fewer
/// frames.
std::vector<EventBatch> merged(const std::vector<EventPointer>& events);

/// The client that a frame is encoded for.
struct Recipient {
  std::string session;
  std::string locale;
  bool replay = false;  ///< The event was published before this client attached.
};

/// The wire format of one kind of client. Has no state; any thread.
class Dialect {
 public:
  virtual ~Dialect() = default;
  /// The frame for an event; nothing when the dialect has no frame for it.
  virtual std::optional<std::string> encode_events(const EventBatch& batch,
                                                   const Recipient& to) const {
    return encode_message(batch.event->type, Json::parse(batch.event->data), to, {});
  }
  /// The same for messages to one socket only: `session_created`, `snapshot`, `error`...
  virtual std::optional<std::string> encode_message(const std::string& type, const Json& data,
                                                    const Recipient& to,
                                                    const std::string& reply_to) const = 0;
  virtual Result<ClientFrame, FrameProblem> decode(const std::string& text) const = 0;
  /// Whether its clients can resume from an event number.
  virtual bool resumes() const = 0;
  /// Whether its clients can answer a question of this type: `tool_request`,
  /// `elicitation_request` or `login_request`.
  enum class Answers { yes, perhaps, no };
  virtual Answers answers(std::string_view question) const = 0;
};

/// All events; the bundled page uses it. schemas/bridge/ws.v1.*.schema.json.
const Dialect& native_dialect();
/// {type, data} with a few types, for older clients. schemas/bridge/ws.gateway.*.schema.json.
const Dialect& gateway_dialect();
/// Flat frames about a project. schemas/bridge/ws.project.*.schema.json.
const Dialect& project_dialect();

}  // namespace mcp::bridge

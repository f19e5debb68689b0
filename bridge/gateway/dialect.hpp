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

/// Why a client's frame is none.
struct FrameProblem {
  BridgeError code;  ///< invalid_json or invalid_payload
  std::string detail = {};
  std::string pointer = {};  ///< JSON Pointer into the frame.
  std::string id = {};       ///< Of the frame, as far as it has one.
};

/// An event, or several that follow each other in one text.
struct EventBatch {
  EventPointer event;
  std::uint64_t first_seq;  ///< Less than the event's when there are several.
};

/// Deltas of one block that follow each other become one: a viewer that is behind catches up in
/// fewer frames.
std::vector<EventBatch> merged(const std::vector<EventPointer>& events);

/// To whom a frame goes.
struct Recipient {
  std::string session;
  std::string locale;
  bool replay = false;  ///< It has been told before, to another socket perhaps.
};

/// How a kind of client speaks. Pure; any thread.
class Dialect {
 public:
  virtual ~Dialect() = default;
  /// The frame that tells of an event; nothing when the dialect has no word for it.
  virtual std::optional<std::string> encode_events(const EventBatch& batch,
                                                   const Recipient& to) const {
    return encode_message(batch.event->type, Json::parse(batch.event->data), to, {});
  }
  /// The same for what concerns one socket only: `session_created`, `snapshot`, `error`...
  virtual std::optional<std::string> encode_message(const std::string& type, const Json& data,
                                                    const Recipient& to,
                                                    const std::string& reply_to) const = 0;
  virtual Result<ClientFrame, FrameProblem> decode(const std::string& text) const = 0;
  /// Whether a client can be told what it has missed.
  virtual bool resumes() const = 0;
  /// Whether its clients can answer a question of this type: `tool_request` or
  /// `elicitation_request`.
  enum class Answers { yes, perhaps, no };
  virtual Answers answers(std::string_view question) const = 0;
};

/// For the bundled page: everything. schemas/bridge/ws.v1.*.schema.json.
const Dialect& native_dialect();
/// {type, data} with the few types of the first clients. schemas/bridge/ws.gateway.*.schema.json.
const Dialect& gateway_dialect();
/// Flat frames about a project. schemas/bridge/ws.project.*.schema.json.
const Dialect& project_dialect();

}  // namespace mcp::bridge

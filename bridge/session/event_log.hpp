#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// An event of a chat session, in the format of the native dialect
/// (schemas/bridge/ws.v1.server.schema.json).
struct Event {
  std::uint64_t seq = 0;  ///< In its session: 1, 2, 3...
  std::string type;
  std::string data = "{}";  ///< A JSON object; as text, because there are thousands of events.
  std::string turn = {};    ///< Id of its turn; empty: none.
  std::int64_t at = 0;      ///< Milliseconds since 1970.

  /// Approximate size in bytes.
  std::size_t size() const;
};
using EventPointer = std::shared_ptr<const Event>;

/// A reader of a log. The log wakes it for each event; the viewer then reads at its own pace, from
/// its own position.
class Viewer {
 public:
  virtual ~Viewer() = default;
  /// Called when the log has a new event. Any thread; must not wait and must not call the log.
  virtual void wake() = 0;
  /// Whether its user can answer this type of question: "tool_request",
  /// "elicitation_request" or "login_request".
  /// Any thread.
  virtual bool can_answer(std::string_view question) const = 0;
  /// The last event that this client has acknowledged, if it was sent later ones. Any thread.
  virtual std::optional<std::uint64_t> lagging_at(const std::string& /*client*/) const {
    return std::nullopt;
  }
};

/// The sequence of events of a chat session, for all its viewers. Keeps the newest events.
/// Appending never waits for a viewer. Any thread.
class EventLog {
 public:
  struct Limits {
    std::size_t events = 8192;
    std::size_t bytes = std::size_t{8} << 20;
  };

  /// Continues after `head`, the number of the last event in an earlier log of the session.
  explicit EventLog(std::uint64_t head = 0) : EventLog(head, Limits()) {}
  EventLog(std::uint64_t head, Limits limits);

  /// Unique for each log: sequence numbers are valid only together with it.
  const std::string& epoch() const { return epoch_; }
  std::uint64_t head() const;

  std::uint64_t append(std::string type, const Json& data, const std::string& turn = {}) {
    return append(std::move(type), to_text(data), turn);
  }
  /// `data`: a JSON object as text.
  std::uint64_t append(std::string type, std::string data, const std::string& turn);

  /// Marks the log as ended: the session was deleted.
  void end();

  struct Reading {
    std::vector<EventPointer> events = {};
    bool more = false;   ///< There are later events than these.
    bool lost = false;   ///< Events after `seq` are not kept any more: take a snapshot.
    bool ended = false;  ///< These are the last events: the session was deleted.
  };
  /// The events after `seq`, oldest first: about `bytes` at most, but at least one if there is any.
  Reading after(std::uint64_t seq, std::size_t bytes) const;

  /// Adds a viewer, which is woken for each event as long as it lives.
  void attach(const std::shared_ptr<Viewer>& viewer);
  /// Removes a viewer, and wakes the others: there may be nobody left who can answer a question.
  void detach(const Viewer& viewer);
  std::size_t viewers() const;
  /// Whether one of its viewers can answer this type of question.
  bool is_answerable(std::string_view question) const;
  /// The smallest `lagging_at` of its viewers for that client.
  std::optional<std::uint64_t> lagging_at(const std::string& client) const;

 private:
  std::vector<std::shared_ptr<Viewer>> living() const;
  std::vector<std::shared_ptr<Viewer>> all_viewers() const;

  const std::string epoch_;
  const Limits limits_;
  mutable std::mutex mutex_;
  std::uint64_t head_;
  std::deque<EventPointer> events_;
  std::size_t bytes_ = 0;
  bool ended_ = false;
  mutable std::vector<std::weak_ptr<Viewer>> viewers_;
};

/// Milliseconds since 1970.
std::int64_t now_ms();

}  // namespace mcp::bridge

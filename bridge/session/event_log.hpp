#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/json.hpp"

namespace mcp::bridge {

/// Something that happened in a chat session, in the words of the native dialect
/// (schemas/bridge/ws.v1.server.schema.json).
struct Event {
  std::uint64_t seq = 0;  ///< In its session: 1, 2, 3...
  std::string type;
  std::string data = "{}";  ///< A JSON object as text: there are thousands of these.
  std::string turn = {};    ///< Id of the turn that it belongs to; empty: none.
  std::int64_t at = 0;      ///< Milliseconds since 1970.

  /// Bytes that it takes, about.
  std::size_t size() const;
};
using EventPointer = std::shared_ptr<const Event>;

/// Somebody who reads a log as it grows. The log wakes; the viewer then reads, at its own pace,
/// from where it was.
class Viewer {
 public:
  virtual ~Viewer() = default;
  /// There is something new. Any thread; must not wait and must not call the log.
  virtual void wake() = 0;
  /// Whether its user can answer this kind of question: "tool_request", "elicitation_request". Any
  /// thread.
  virtual bool can_answer(std::string_view question) const = 0;
  /// The last event that this client has received, if events that it was sent may be lost. Any
  /// thread.
  virtual std::optional<std::uint64_t> lagging_at(const std::string& /*client*/) const {
    return std::nullopt;
  }
};

/// The one sequence of events of a chat session, for all who look at it. Keeps the newest. Nobody
/// who appends ever waits for somebody who reads. Any thread.
class EventLog {
 public:
  struct Limits {
    std::size_t events = 8192;
    std::size_t bytes = std::size_t{8} << 20;
  };

  /// Continues after `head`, the number of the last event of an earlier log of the session.
  explicit EventLog(std::uint64_t head = 0) : EventLog(head, Limits()) {}
  EventLog(std::uint64_t head, Limits limits);

  /// Differs for each log: sequence numbers of one mean nothing in another.
  const std::string& epoch() const { return epoch_; }
  std::uint64_t head() const;

  std::uint64_t append(std::string type, const Json& data, const std::string& turn = {});

  /// There will be no more: the session is gone.
  void end();

  struct Reading {
    std::vector<EventPointer> events = {};
    bool lost = false;   ///< Events after that number are not kept any more: take a snapshot.
    bool ended = false;  ///< These are the last: the session is gone.
  };
  /// The events after that number, oldest first, of about that many bytes at most, but at least one
  /// if there is one.
  Reading after(std::uint64_t seq, std::size_t bytes) const;

  /// The viewer is woken for each event from now on, for as long as it lives.
  void attach(const std::shared_ptr<Viewer>& viewer);
  /// Wakes those that are left: a question may have nobody who can answer it now.
  void detach(const Viewer& viewer);
  std::size_t viewers() const;
  /// Whether one of its viewers can answer this kind of question.
  bool is_answerable(std::string_view question) const;
  /// The earliest event at which a viewer of that client lags.
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

#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "mcp/json.hpp"

namespace mcp::test {

/// A request that the fake received.
struct FakeRequest {
  std::string verb;
  std::string path;
  std::map<std::string, std::string> headers;  ///< Names in lower case.
  Json body;                                   ///< Null without a body.
  std::size_t size = 0;                        ///< Bytes of the received body.
  std::string refusal;                         ///< Why it was rejected; empty: it was accepted.
  std::chrono::steady_clock::time_point at;
};

struct FakeAnthropicOptions {
  int port = 0;              ///< 0: any.
  std::string api_key = {};  ///< The one that is accepted; empty: any.
  std::vector<std::string> models = {"claude-fable-5-2", "claude-opus-5-5", "claude-sonnet-5-5",
                                     "claude-haiku-5-5", "claude-opus-5",   "claude-sonnet-5",
                                     "claude-haiku-4-5"};
};

/// A local fake of the Messages API, as strict as the real one, with scripted responses. It rejects
/// what the API rejects, in the API's shape, so a test without complaints has sent only valid
/// histories. Any thread. A scenario is
///
///     {"scenarios": [{"match": "weather", "steps": [...]}], "steps": [...], "repeat": false}
///
/// The first of `scenarios` whose `match` is in the user's last text is used; each conversation
/// (identified by its messages up to that text) goes through its steps in order. If none matches,
/// `steps` are used in order, for all conversations together. `repeat` starts again after the last
/// step. `by_depth` counts the model's messages since that text instead of the requests. A step is
///
///     {"expect": [{"at": "/messages/0/content", "equals" | "contains" | "size" | "exists": ...}],
///      "answer": {"blocks": [{"type": "text", "text": "Hi ${user}", "piece": 12, "repeat": 1},
///                            {"type": "thinking", "thinking": "...", "signed": true},
///                            {"type": "tool_use", "name": "x", "input": {}, "id", "raw_input"},
///                            {"type": "later", "start": {...}, "deltas": [...]}],
///                 "stop_reason": "...", "stop_details": {...}, "usage": {...}},
///      "faults": {"split": 1, "seed": 7, "line_end": "\r\n", "tight", "comments", "pings",
///                 "multi_line", "unknown", "gzip", "stall_head", "stall_after": 3, "drip_ms": 10,
///                 "drop_after_bytes": 99, "no_message_stop",
///                 "error_after": {"deltas": 3, "type": "overloaded_error", "message": "..."}}}
///
/// or, instead of `answer`, "error": {"status": 529, "type": "overloaded_error", "message": "...",
/// "headers": {}, "body": "<html>"}. ${user} is the user's last text, ${results} the text of the
/// tool results, ${tools} the names of the tools in the request, ${now} the microseconds of the
/// monotonic clock when its event is sent.
class FakeAnthropic {
 public:
  /// Starts to listen. Throws std::runtime_error when the port is in use.
  explicit FakeAnthropic(FakeAnthropicOptions options = {});
  /// Ends all streams.
  ~FakeAnthropic();

  /// "http://127.0.0.1:PORT", the base URL for a client.
  std::string url() const;

  /// Replaces the scenario. Throws std::invalid_argument when it is malformed.
  void set_scenario(const Json& scenario);
  /// The same from text.
  void set_scenario(const char* json);

  /// All requests so far, in order.
  std::vector<FakeRequest> requests() const;
  /// The requests that were rejected, did not meet an expectation, or had no step.
  std::vector<std::string> complaints() const;
  /// Waits until `count` requests for messages have arrived. False on timeout.
  bool wait_for_messages(std::size_t count) const;
  /// Waits for a request that matches. False on timeout.
  bool wait_for(const std::function<bool(const FakeRequest&)>& wanted) const;
  /// Waits until `count` responses are stalled. False on timeout.
  bool wait_until_stalled(std::size_t count = 1) const;
  /// Lets the stalled responses continue.
  void release();
  /// Waits until no response is being sent. False on timeout.
  bool wait_until_idle() const;
  /// The number of responses that clients have cancelled.
  std::size_t cut_by_client() const;

 private:
  class Running;
  const std::unique_ptr<Running> running_;
};

}  // namespace mcp::test

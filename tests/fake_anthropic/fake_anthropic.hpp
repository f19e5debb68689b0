#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "mcp/json.hpp"

namespace mcp::test {

/// A request as it came.
struct FakeRequest {
  std::string verb;
  std::string path;
  std::map<std::string, std::string> headers;  ///< Names in lower case.
  Json body;                                   ///< Null: none.
  std::size_t size = 0;                        ///< Of the body as it came, in bytes.
  std::string refusal;                         ///< Why it was refused; empty: it was not.
  std::chrono::steady_clock::time_point at;
};

struct FakeAnthropicOptions {
  int port = 0;              ///< 0: any.
  std::string api_key = {};  ///< The one that is accepted; empty: any.
  std::vector<std::string> models = {"claude-fable-5-2", "claude-opus-5-5", "claude-sonnet-5-5",
                                     "claude-haiku-5-5", "claude-opus-5",   "claude-sonnet-5",
                                     "claude-haiku-4-5"};
};

/// A Messages API on this machine that is as strict as the real one and says what a test wants. It
/// refuses, in the API's shape, whatever the API refuses: a run without complaints has sent only
/// histories that are valid. Any thread. A scenario is
///
///     {"scenarios": [{"match": "weather", "steps": [...]}], "steps": [...], "repeat": false}
///
/// The first of `scenarios` whose `match` is in the last text of the user answers, each
/// conversation (one beginning up to that text) with its own steps in order; else `steps` in order,
/// whoever asks. `repeat` begins again after the last. `by_depth` counts the model's messages since
/// that text instead of the requests. A step is
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
/// "headers": {}, "body": "<html>"}. ${user} is the user's last text, ${results} what tools said,
/// ${tools} the names of the tools in the request,
/// ${now} the microseconds of the monotonic clock when its event is sent.
class FakeAnthropic {
 public:
  /// Listens once it is made. Throws std::runtime_error when the port is taken.
  explicit FakeAnthropic(FakeAnthropicOptions options = {});
  /// Ends all streams.
  ~FakeAnthropic();

  /// "http://127.0.0.1:PORT", the base URL for a client.
  std::string url() const;

  /// Replaces what was set before. Throws std::invalid_argument when it is not written correctly.
  void set_scenario(const Json& scenario);
  /// The same from text.
  void set_scenario(const char* json);

  /// All so far, in the order in which they came.
  std::vector<FakeRequest> requests() const;
  /// What was refused, was not expected, or had no step.
  std::vector<std::string> complaints() const;
  /// Waits until so many requests for messages have come. False: they do not.
  bool wait_for_messages(std::size_t count) const;
  /// Waits until some request is like that. False: none comes.
  bool wait_for(const std::function<bool(const FakeRequest&)>& wanted) const;
  /// Waits until so many answers wait for `release()`. False: they do not.
  bool wait_until_stalled(std::size_t count = 1) const;
  /// Has the answers that wait go on.
  void release();
  /// Waits until no answer is under way. False: some stays.
  bool wait_until_idle() const;
  /// How many answers the client has cut.
  std::size_t cut_by_client() const;

 private:
  class Running;
  const std::unique_ptr<Running> running_;
};

}  // namespace mcp::test

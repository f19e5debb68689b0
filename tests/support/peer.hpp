#pragma once

#include <deque>
#include <map>
#include <string>

#include "mcp/json.hpp"
#include "support/lines.hpp"

namespace mcp::test {

enum class Era { modern, legacy };
const char* to_text(Era era);

/// What a call came to.
struct Answer {
  Json message;  ///< The whole response; null when there was none in time.
  /// "" for success, the E_ code of a tool's error, the number of a JSON-RPC error, "asked" for a
  /// round of questions, "none" when there was no answer.
  std::string code;
  Json content;  ///< structuredContent.

  bool ok() const { return code.empty(); }
};

/// A client of the plainest kind, which lets a test say everything that a client should not. Speaks
/// through lines, in one era. One thread.
class Peer {
 public:
  /// Opens the conversation, so the server is up: with `server/discover`, or with `initialize`.
  Peer(Lines& lines, Era era, Json capabilities = Json::object());

  Era era() const { return era_; }

  /// Sends a request without waiting. `params` gets what the era wants on every request.
  int start(const std::string& method, Json params);
  int start_tool(const std::string& tool, Json arguments, Json progress_token = nullptr);
  void notify(const std::string& method, Json params);
  void send(const Json& message) { lines_.send(message.dump()); }

  /// The response to a request. Null when none comes in time. What comes meanwhile is kept.
  Json wait(const Json& id, std::chrono::milliseconds limit = patience);
  Answer wait_answer(const Json& id, std::chrono::milliseconds limit = patience);

  Json request(const std::string& method, Json params);
  Answer call(const std::string& tool, Json arguments, Json progress_token = nullptr);

  /// The next notification or request of the server; null when none comes in time.
  Json next_told(std::chrono::milliseconds limit = patience);
  /// Notifications and requests of the server that came while something else was waited for.
  std::deque<Json> told;
  /// Responses that nobody waited for, by id.
  std::map<Json, Json> unclaimed;

  /// The parameters with what the era wants added, for requests made by hand.
  Json dressed(Json params) const;
  /// Takes in everything until the server has closed its end.
  void drain(std::chrono::milliseconds limit = patience);

 private:
  bool take(std::chrono::milliseconds limit);

  Lines& lines_;
  const Era era_;
  const Json capabilities_;
  int last_id_ = 0;
};

/// Reads a response.
Answer to_answer(Json message);

}  // namespace mcp::test

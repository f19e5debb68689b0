#pragma once

#include <deque>
#include <map>
#include <string>

#include "mcp/json.hpp"
#include "support/lines.hpp"

namespace mcp::test {

enum class Era { modern, legacy };
const char* to_text(Era era);

/// The outcome of a call.
struct Answer {
  Json message;  ///< The whole response; null on timeout.
  /// "" for success, the E_ code of a tool's error, the number of a JSON-RPC error, "asked" for
  /// `input_required`, "none" on timeout.
  std::string code;
  Json content;  ///< structuredContent.

  bool ok() const { return code.empty(); }
};

/// A minimal client over lines, in one era. It lets a test send messages that break the protocol.
/// One thread.
class Peer {
 public:
  /// Connects with `server/discover` or `initialize`; the server is ready afterwards.
  Peer(Lines& lines, Era era, Json capabilities = Json::object());

  Era era() const { return era_; }

  /// Sends a request without waiting. Adds the members that the era requires in every request.
  int start(const std::string& method, Json params);
  int start_tool(const std::string& tool, Json arguments, Json progress_token = nullptr);
  void notify(const std::string& method, Json params);
  void send(const Json& message) { lines_.send(message.dump()); }

  /// Waits for the response to a request; null on timeout. Keeps the other messages that arrive.
  Json wait(const Json& id, std::chrono::milliseconds limit = patience);
  Answer wait_answer(const Json& id, std::chrono::milliseconds limit = patience);

  Json request(const std::string& method, Json params);
  Answer call(const std::string& tool, Json arguments, Json progress_token = nullptr);

  /// The next notification or request of the server; null on timeout.
  Json next_told(std::chrono::milliseconds limit = patience);
  /// Notifications and requests of the server that arrived while the test waited for others.
  std::deque<Json> told;
  /// Responses that the test has not waited for yet, by id.
  std::map<Json, Json> unclaimed;

  /// The parameters with the members that the era requires, for requests made by hand.
  Json dressed(Json params) const;
  /// Reads until the server has closed the connection.
  void drain(std::chrono::milliseconds limit = patience);

 private:
  bool take(std::chrono::milliseconds limit);

  Lines& lines_;
  const Era era_;
  const Json capabilities_;
  int last_id_ = 0;
};

/// The outcome of a call, from its response.
Answer to_answer(Json message);

}  // namespace mcp::test

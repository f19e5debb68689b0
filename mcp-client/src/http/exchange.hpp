#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/http_era.hpp"
#include "http/sse_parser.hpp"
#include "http_client/transfer_loop.hpp"
#include "mcp/message.hpp"

namespace mcp::http::client {

class ServerLink;

/// A request of the client on its way to its answer: a POST, and what may follow from it. On the
/// loop's thread, but for its making.
class Exchange final : public ResponseHandler, public std::enable_shared_from_this<Exchange> {
 public:
  using Done = std::function<void(Response)>;

  /// `done` gets the answer, once, unless the exchange is dropped before.
  Exchange(ServerLink& connection, HttpEra& era, Request request, Done done);

  const Request& request() const { return request_; }
  HttpEra& era() const { return era_; }
  /// The head of the last response.
  const ResponseHead& response() const { return head_; }
  bool ended() const { return ended_; }
  /// True the first time: whatever goes wrong is tried again once.
  bool may_repeat() { return !std::exchange(repeated_, true); }

  /// Whether the server may have heard of it.
  bool sent() const { return sent_; }
  bool resumed() const { return resumed_; }
  /// The id of the session that it was sent in, for its era.
  const std::string& session() const { return session_; }
  void set_session(std::string session) { session_ = std::move(session); }

  /// Sends the request, possibly again.
  void post();
  /// Ends the transfer, if there is one; the exchange goes on.
  void hang_up();
  /// Whether the stream with the answer broke and can be continued.
  bool can_resume() const;
  /// Continues the stream after the time that the server asked for. `headers` go along.
  void resume(Headers headers);

  /// The answer, on whichever stream it came.
  void answer(Response response);
  void fail(Error error);
  /// Ends without an answer, because no caller waits.
  void drop();
  /// The same, but what the server still has to say is listened to for a moment: it takes back what
  /// it asked.
  void abandon();

  void head(const ResponseHead& head) override;
  void body(std::string_view bytes) override;
  void done(const std::string& failure) override;

 private:
  void start(HttpRequest request);
  void get(const Headers& headers);
  void end();
  void drain();
  void remember(RequestId question);
  std::size_t max_content_bytes() const;
  std::variant<Json, Error> outcome(const std::string& failure) const;
  std::optional<std::variant<Json, Error>> read_content() const;
  std::string status_text() const;
  Error status_error() const;

  ServerLink& connection_;
  HttpEra& era_;
  const Request request_;
  const std::shared_ptr<const std::string> text_;
  Done done_;

  ResponseHead head_;
  bool is_stream_ = false;
  bool resumed_ = false;  // the last transfer continues a stream
  std::string content_;   // unless it is a stream
  SseParser events_;
  int resumptions_ = 0;  // since the last event
  std::string session_;
  bool repeated_ = false;
  bool sent_ = false;
  bool ended_ = false;
  bool abandoned_ = false;
  std::deque<RequestId> questions_;  // of the server, that came on this stream
  std::optional<TransferLoop::Id> transfer_;
};

}  // namespace mcp::http::client

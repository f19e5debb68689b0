#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/authorized_transfers.hpp"
#include "http/http_era.hpp"
#include "http/sse_parser.hpp"
#include "http_client/transfer_loop.hpp"
#include "mcp/message.hpp"

namespace mcp::http::client {

class ServerLink;

/// One request of the client until its response: a POST, and the GETs that resume its stream. All
/// functions but the constructor run on the loop's thread.
class Exchange final : public ResponseHandler, public std::enable_shared_from_this<Exchange> {
 public:
  using Done = std::function<void(Response)>;

  /// `done` gets the response, once, unless the exchange is dropped before.
  Exchange(ServerLink& connection, HttpEra& era, Request request, Done done);

  const Request& request() const { return request_; }
  HttpEra& era() const { return *era_; }
  /// From now on these rules apply.
  void hand_over(HttpEra& era) { era_ = &era; }
  /// The head of the last HTTP response.
  const ResponseHead& response() const { return head_; }
  /// Whether the body of that response is a JSON-RPC response to the request.
  bool has_answer() const { return read_content().has_value(); }
  /// The error for that response's status; `addition` is added to its text.
  Error status_error(const std::string& addition = "") const;
  bool ended() const { return ended_; }
  /// True on the first call: a failed request is repeated once.
  bool may_repeat() { return !std::exchange(repeated_, true); }

  /// Whether the server may have received the request.
  bool sent() const { return sent_; }
  /// Whether it waits for credentials, so that the server does not work on it.
  bool waits_for_credentials() const;
  bool resumed() const { return resumed_; }
  /// The id of the session that the request was sent in, for LegacyHttp.
  const std::string& session() const { return session_; }
  void set_session(std::string session) { session_ = std::move(session); }

  /// Sends the request, possibly again.
  void post();
  /// Cancels the transfer, if there is one; the exchange stays open.
  void hang_up();
  /// Whether the response's stream broke and can be resumed.
  bool can_resume() const;
  /// Resumes the stream after the server's `retry` time. `headers` are sent with the GET.
  void resume(Headers headers);

  /// Takes the response, on whichever stream it arrived.
  void answer(Response response);
  void fail(Error error);
  /// Ends without a response, because no caller waits for one.
  void drop();
  /// The same, but reads the stream for a moment longer: the server may cancel its own requests on
  /// it.
  void abandon();

  void head(const ResponseHead& head) override;
  void body(std::string_view bytes) override;
  void done(const std::string& failure) override;
  void unauthorized(const Error& error) override;

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

  ServerLink& connection_;
  HttpEra* era_;
  const Request request_;
  const std::shared_ptr<const std::string> text_;
  Done done_;

  ResponseHead head_;
  bool is_stream_ = false;
  bool resumed_ = false;  // the last transfer resumes a stream
  std::string content_;   // of a response that is no stream
  SseParser events_;
  int resumptions_ = 0;  // since the last event
  std::string session_;
  bool repeated_ = false;
  bool sent_ = false;
  bool ended_ = false;
  bool abandoned_ = false;
  std::deque<RequestId> questions_;  // the server's requests on this stream
  std::optional<AuthorizedTransfers::Id> transfer_;
};

}  // namespace mcp::http::client

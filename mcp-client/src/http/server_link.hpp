#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/http_era.hpp"
#include "http/sse_parser.hpp"
#include "mcp/client/http.hpp"

namespace mcp::http::client {

using AnswerHandler = std::function<void(Response)>;

/// The way to the server, for the parts of a channel over HTTP: its requests, its eras, the streams
/// of the server. On the loop's thread.
class ServerLink {
 public:
  virtual ~ServerLink() = default;

  virtual const HttpTarget& target() const = 0;
  virtual TransferLoop& loop() = 0;
  virtual bool closing() const = 0;
  /// Requests to the server, with these headers and those of every request.
  virtual HttpRequest post(Headers own, std::shared_ptr<const std::string> body) const = 0;
  virtual HttpRequest get(Headers own) const = 0;
  virtual HttpRequest request(const char* method, Headers own) const = 0;
  /// Makes a request of its own, whose answer `done` gets.
  virtual void ask(HttpEra& era, std::string_view method, Json params, AnswerHandler done) = 0;
  /// Posts what is not answered. `done` gets the status; 0: the server was not reached.
  virtual void tell(const Message& message, const Headers& headers,
                    std::function<void(int)> done) = 0;
  /// A message on any stream. Its id, if it is a question of the server that may be taken back.
  virtual std::optional<RequestId> take(const SseEvent& event) = 0;
  /// The server does not need the answer to its request any more.
  virtual void take_back(const RequestId& question) = 0;
  virtual void warn(const std::string& text) = 0;
  virtual void ended(const Exchange& exchange) = 0;
};

}  // namespace mcp::http::client

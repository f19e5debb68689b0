#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "mcp/caller.hpp"
#include "mcp/error.hpp"
#include "mcp/input.hpp"
#include "mcp/message.hpp"

/// For programs that pass requests on to other servers, unchanged: a Server with a Gateway has no
/// tools, resources and prompts of its own. It negotiates the revision, keeps sessions, limits and
/// cancels requests and encodes results; the Gateway responds.
namespace mcp {

/// How a server describes itself to one client: the content of `initialize` and `server/discover`.
struct GatewayInfo {
  Json implementation = nullptr;       ///< `serverInfo`; null: that of the Server.
  Json capabilities = Json::object();  ///< As the client receives them.
  std::string instructions = {};
};

/// The session of a client of a revision until 2025-11-25. Any thread.
class GatewaySession {
 public:
  virtual ~GatewaySession() = default;

  virtual const CallerInfo& caller() const = 0;
  /// Sends a notification that belongs to no request. False: the client is gone.
  virtual bool notify(Notification notification) = 0;
  /// Sends a request that belongs to no request of the client. `done` is called once, at once or
  /// later. When `stop` is requested, the client gets a cancellation. Without a response within
  /// ServerOptions::round_timeout the request fails.
  virtual void ask(InputRequest question, std::stop_token stop,
                   std::function<void(Result<Json>)> done) = 0;
};

/// A request of a client, until its response. Any thread.
class GatewayRequest {
 public:
  virtual ~GatewayRequest() = default;

  virtual const std::string& method() const = 0;
  /// An object, or null when the request has none.
  virtual const Json& params() const = 0;
  virtual const RequestId& id() const = 0;
  virtual const CallerInfo& caller() const = 0;
  /// Null in 2026-07-28, which has no sessions.
  virtual const std::shared_ptr<GatewaySession>& session() const = 0;
  /// Stop is requested when the client has cancelled the request or is gone.
  virtual std::stop_token stop() const = 0;
  virtual bool ended() const = 0;
  /// Calls `callback` once, when the request has ended: at once if it has ended already.
  virtual void on_end(std::function<void()> callback) = 0;

  /// Sends a notification that belongs to the request. False: the request has ended, or the client
  /// is gone.
  virtual bool notify(Notification notification) = 0;
  /// Sends a request that belongs to this one, as GatewaySession::ask does. Fails in 2026-07-28,
  /// where a result requests input. Spec: 2026-07-28 basic/patterns/mrtr.
  virtual void ask(InputRequest question, std::stop_token stop,
                   std::function<void(Result<Json>)> done) = 0;

  /// Responds with a result: a complete one, whose `resultType`, `serverInfo` and caching hints are
  /// replaced by what the client's revision requires, or in 2026-07-28 one of another `resultType`,
  /// which is sent unchanged. Calls after the first are ignored.
  virtual void succeed(Json result) = 0;
  virtual void fail(const Error& error) = 0;
};

/// Responds to all requests of a Server's clients except `ping` before `initialize`. Functions are
/// called on the thread that received the message, several at once, and must not block. They must
/// have responded before the Server's connections and endpoints are destroyed.
class Gateway {
 public:
  using Described = std::function<void(Result<GatewayInfo>)>;

  virtual ~Gateway() = default;

  /// A client asks who the server is: by `initialize` (then `session` is the one that opens) or by
  /// `server/discover` (null). `done` is called once, at once or later; an Error is the response.
  virtual void describe(const CallerInfo& caller, const std::shared_ptr<GatewaySession>& session,
                        Described done) = 0;
  /// The session has ended. Called once for each session.
  virtual void closed(const std::shared_ptr<GatewaySession>& session) = 0;
  /// A notification of a session's client, other than `notifications/cancelled`.
  virtual void notified(const std::shared_ptr<GatewaySession>& session,
                        const Notification& notification) = 0;
  /// A request, also `subscriptions/listen` and those of extensions.
  virtual void handle(std::shared_ptr<GatewayRequest> request) = 0;
  /// The input schema of a tool, if it declares HTTP headers for parameters (`x-mcp-header`); null
  /// otherwise. The Server then compares these headers with the arguments.
  virtual Json schema_with_headers(std::string_view tool) const = 0;
};

}  // namespace mcp

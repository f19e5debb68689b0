#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/middleware.hpp"
#include "mcp/schema.hpp"
#include "mcp/server/gateway.hpp"
#include "mcp/server/handlers.hpp"
#include "mcp/transport.hpp"

namespace mcp::http {
class Endpoint;
}

namespace mcp {

/// A peer of a session, once its `initialize` was read.
using SessionHook = std::function<void(const CallerInfo&)>;
/// A peer, and the resources that it subscribes to or unsubscribes from.
using WatchHook = std::function<void(const CallerInfo&, const std::vector<std::string>& uris)>;

/// A peer, and the resources that it wants to subscribe to. Returns those to which it may.
using SubscribeHook = std::function<std::vector<std::string>(const CallerInfo&,
                                                             const std::vector<std::string>& uris)>;

/// Functions that a Server calls when sessions open and close, and when peers subscribe. Any
/// thread, several at once; they must not wait for the peer. When two events of a peer coincide,
/// such as a subscription and the end of its session, their order is not guaranteed. Exceptions are
/// logged. Revisions from 2026-07-28 on have no sessions.
struct ServerHooks {
  /// A session is about to open. An Error that it throws is the response to `initialize`; any other
  /// exception rejects the session, too.
  /// Spec: 2025-11-25 basic/lifecycle, Initialization.
  SessionHook session_opened = {};
  /// The client has sent `notifications/initialized`.
  SessionHook session_initialized = {};
  /// Once for each session that was opened.
  SessionHook session_closed = {};
  /// Chooses the resources to which a peer may subscribe; absent: all. Others are left out of what
  /// `subscriptions/listen` acknowledges, and are rejected by `resources/subscribe`. An exception
  /// rejects all of them; an Error is then the response to `resources/subscribe`.
  SubscribeHook accept_subscriptions = {};
  /// A peer has subscribed to resources, or is not subscribed any more.
  /// Spec: 2026-07-28 basic/patterns/subscriptions; 2025-11-25 server/resources, Subscriptions.
  WatchHook subscribed = {};
  WatchHook unsubscribed = {};
};

/// How a Server behaves. The defaults suit a server that a host starts for one user.
struct ServerOptions {
  /// For the model: how to use this server well.
  std::string instructions = {};

  /// Threads for handlers that may block; 0: as many as there are cores, at least 4. They start as
  /// they are needed.
  std::size_t workers = 0;
  /// Maximum requests that wait for a worker, over all connections, and maximum open requests of
  /// one connection. More are rejected with "Busy".
  std::size_t max_queued = 1024;
  std::size_t max_open_requests = 1024;
  /// Tool calls per second of one principal on average (0: unlimited), and the maximum burst.
  double calls_per_second = 0;
  double call_burst = 100;

  /// Items on one page of a list.
  std::size_t page_size = 100;
  /// Freshness of the lists. Spec: 2026-07-28 server/utilities/caching.
  CacheHint list_cache = {};

  /// Maximum rounds of questions in one request, and how long the server waits for each answer.
  int max_rounds = 8;
  std::chrono::milliseconds round_timeout = std::chrono::minutes(10);
  /// Keys for `requestState`, the newest first. Empty: a random key of this process, so that a
  /// retry must reach the same process.
  std::vector<std::array<std::uint8_t, 32>> state_keys = {};

  /// Whether handlers send log messages (RequestContext::log). If false, the server does not
  /// declare the logging capability in 2026-07-28, where logging is deprecated; legacy clients can
  /// always set a level.
  /// Spec: 2026-07-28 server/utilities/logging, Capabilities.
  bool logging = true;
  /// Extensions and experimental capabilities to declare: identifier -> settings.
  Json extensions = nullptr;
  Json experimental = nullptr;

  /// Functions around every request except `initialize`, the first of them outermost. They run
  /// after the limits above were applied. An exception that is no Error is logged, and the peer
  /// gets `internal_error`. They see results in their encoded form, including an `input_required`
  /// result (2026-07-28 basic/patterns/mrtr). When a request ends without a response of its
  /// handler, because the client has cancelled it or is gone, or the server ends its subscriptions,
  /// they get the error `request_cancelled`.
  std::vector<Middleware> middleware = {};
  ServerHooks hooks = {};
  /// If set, it responds to all requests; tools, resources and prompts of the Server are not used.
  std::shared_ptr<Gateway> gateway = {};

  /// Makes the result of a tool call whose arguments do not match the schema.
  std::function<CallToolResult(const Tool&, const std::vector<SchemaViolation>&)>
      invalid_arguments = {};
  /// Receives the server's own log messages. Any thread. Default: they are dropped.
  std::function<void(LogLevel, const std::string&)> log = {};
  /// The current time; replaced in tests.
  std::function<std::chrono::system_clock::time_point()> clock = std::chrono::system_clock::now;
};

/// A Server's side of one connection to a peer, over any byte stream or in memory, for both eras.
class ServerConnection : public Receiver {
 public:
  using Receiver::receive;
  /// The same, but all messages that belong to this one go to `sink`: the response to a POST.
  virtual void receive(Message message, const std::shared_ptr<Sink>& sink) = 0;
  /// Ends the peer's subscriptions with their result, as a server does when it shuts down.
  /// Spec: 2026-07-28 basic/patterns/subscriptions, Graceful Closure.
  virtual void end_subscriptions() = 0;
  /// The peer sends nothing more, but may still read: its subscriptions end, and so do requests
  /// that wait for its answer to a question. The others continue.
  virtual void input_ended() = 0;
  /// Waits until no request is open, at most `limit`; true if so.
  virtual bool wait_until_idle(std::chrono::milliseconds limit) = 0;
  /// Waits, at most `limit`, while too many requests are open for another one and some of them will
  /// end without the peer. True: another fits, or waiting does not help.
  virtual bool wait_for_room(std::chrono::milliseconds limit) = 0;
  /// Requests without a response yet.
  virtual std::size_t open_requests() const = 0;
};

/// A set of tools, resources and prompts, served to any number of peers in any revision of the
/// protocol at the same time. All may be added and removed while peers are connected; the peers are
/// notified. Any thread.
class Server {
 public:
  explicit Server(Implementation self, ServerOptions options = {});
  /// Waits for running handlers. Destroy all connections before.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Adds a tool whose arguments are a described struct (see describe.hpp):
  ///
  ///     server.add_tool<Greet>({.name = "greet", .description = "Says hello."},
  ///                            [](const Greet& in) { return mcp::text("Hello, " + in.name); });
  ///
  /// The input schema comes from the struct. The handler takes `(const In&)` or `(const In&,
  /// ToolContext&)` and returns a CallToolResult, a text, nothing, another described struct
  /// (structured content; the output schema comes from it), or the Reply of one of them.
  /// Throws std::invalid_argument when the name is taken or a schema is not valid.
  template <class In, class F>
  void add_tool(Tool tool, F handler, HandlerOptions options = {}) {
    using Out = detail::Output<In, F>;
    if (tool.input_schema.is_null()) tool.input_schema = schema_of<In>();
    if constexpr (detail::is_structured_output<Out>) {
      if (tool.output_schema.is_null()) tool.output_schema = schema_of<Out>();
    }
    add_tool(std::move(tool),
             ToolHandler([handler = std::move(handler)](const Json& arguments,
                                                        ToolContext& context) mutable -> ToolReply {
               const auto in = decode<In>(arguments);
               if (!in) return tool_error("Invalid arguments: " + std::string(in.error().what()));
               return detail::run_tool<In>(handler, *in, context);
             }),
             options);
  }

  /// Adds a tool that gets its arguments as JSON and has its own schemas.
  void add_tool(Tool tool, ToolHandler handler, HandlerOptions options = {});
  /// Adds a tool that responds later.
  void add_deferred_tool(Tool tool, DeferredToolHandler handler);
  /// False: there was none of that name. The same for the functions below.
  bool remove_tool(std::string_view name);

  void add_resource(Resource resource, ResourceHandler handler, HandlerOptions options = {});
  bool remove_resource(std::string_view uri);
  /// Templates are tried in the order in which they were added, after plain resources. RFC 6570
  /// expressions `{x}`, `{+x}`, `{/x}`, `{#x}`, `{?x,y}` and `{&x,y}` are matched.
  void add_resource_template(ResourceTemplate resource_template, ResourceTemplateHandler handler,
                             HandlerOptions options = {});
  bool remove_resource_template(std::string_view uri_template);
  /// Lists resources that were not added, after those that were; for instance files, which a
  /// template reads. Replaces the lister that was set before.
  void set_resource_lister(ResourceLister lister, HandlerOptions options = {});
  /// Notifies the peers that what the lister lists has changed.
  void resources_changed();
  /// Notifies the subscribers of the resource that it has changed.
  void resource_updated(std::string_view uri);

  void add_prompt(Prompt prompt, PromptHandler handler, HandlerOptions options = {});
  bool remove_prompt(std::string_view name);

  /// Adds a prompt whose arguments are a described struct with fields that a string can represent
  /// (strings, numbers, bool, enumerations). Prompt::arguments comes from the struct, in its order.
  /// The handler takes `(const In&)` or `(const In&, RequestContext&)` and returns a
  /// GetPromptResult, the text of a user's message, or the Reply of one of them.
  template <Described In, class F>
  void add_prompt(Prompt prompt, F handler, HandlerOptions options = {}) {
    if (prompt.arguments.empty()) prompt.arguments = detail::prompt_arguments<In>();
    add_prompt(std::move(prompt),
               PromptHandler([handler = std::move(handler), schema = schema_of<In>()](
                                 const Values& values, RequestContext& context) mutable {
                 const auto in = decode<In>(detail::typed(values, schema));
                 if (!in) throw Error(ErrorCode::invalid_params, in.error().what());
                 return detail::to_prompt_reply(detail::invoke<In>(handler, *in, context));
               }),
               options);
  }

  /// Suggests values for an argument of a prompt, or for a variable of a resource template.
  /// Throws std::invalid_argument when there is no such prompt or template.
  void add_prompt_completion(std::string_view prompt, std::string argument,
                             CompletionHandler handler);
  void add_resource_completion(std::string_view uri_template, std::string variable,
                               CompletionHandler handler);

  /// Sends a log message that belongs to no request to the clients that requested that level. Only
  /// legacy sessions get it: from 2026-07-28 on log messages belong to requests
  /// (RequestContext::log). Spec: 2025-11-25 server/utilities/logging; 2026-07-28 there,
  /// Per-request log level.
  void log(LogLevel level, Json data, std::string_view logger = {});

  /// The current capabilities of the server.
  ServerCapabilities capabilities() const;

  /// Serves one peer. Messages for it go to `sink`; `principal` is its authenticated identity.
  std::unique_ptr<ServerConnection> connect(std::shared_ptr<Sink> sink, std::string principal = {});

 private:
  friend class http::Endpoint;
  std::shared_ptr<class ServerCore> core_;
};

}  // namespace mcp

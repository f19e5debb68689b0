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
#include "mcp/server/handlers.hpp"
#include "mcp/transport.hpp"

namespace mcp::http {
class Endpoint;
}

namespace mcp {

/// A peer of a session, once its `initialize` was read.
using SessionHook = std::function<void(const CallerInfo&)>;
/// A peer, and resources that it watches.
using WatchHook = std::function<void(const CallerInfo&, const std::vector<std::string>& uris)>;

/// Functions that a Server calls when peers come, go, and watch. Any thread, several at once; they
/// must not wait for the peer. When a peer does two things at once, such as to subscribe and to
/// leave, their order is not guaranteed. What they throw is logged. Revisions from 2026-07-28 on
/// have no sessions.
struct ServerHooks {
  /// A session is about to open. An Error that it throws is the answer to `initialize`; anything
  /// else that it throws refuses the session, too.
  /// Spec: 2025-11-25 basic/lifecycle, Initialization.
  SessionHook session_opened = {};
  /// The client has said that it is ready (`notifications/initialized`).
  SessionHook session_initialized = {};
  /// Once for each session that was opened.
  SessionHook session_closed = {};
  /// A peer watches resources from now on, and does not any more.
  /// Spec: 2026-07-28 basic/patterns/subscriptions; 2025-11-25 server/resources, Subscriptions.
  WatchHook subscribed = {};
  WatchHook unsubscribed = {};
};

/// How a Server behaves. The defaults suit a server that a host starts for one person.
struct ServerOptions {
  /// For the model: how to use this server well.
  std::string instructions = {};

  /// Threads for handlers that may block; 0: as many as there are cores, at least 4. They start as
  /// they are needed.
  std::size_t workers = 0;
  /// Requests that may wait for a worker, over all connections, and requests of one connection that
  /// may be open at once. Beyond, the answer is that the server is busy.
  std::size_t max_queued = 1024;
  std::size_t max_open_requests = 1024;
  /// Tool calls a second of one principal, on average, and how many may come at once; 0: unlimited.
  double calls_per_second = 0;
  double call_burst = 100;

  /// Items on one page of a list.
  std::size_t page_size = 100;
  /// Freshness of the lists. Spec: 2026-07-28 server/utilities/caching.
  CacheHint list_cache = {};

  /// Questions a handler may ask in sequence, and how long each may stay unanswered.
  int max_rounds = 8;
  std::chrono::milliseconds round_timeout = std::chrono::minutes(10);
  /// Keys for `requestState`, the newest first; empty: one made at start, which no other process
  /// knows, so a retry must reach this one.
  std::vector<std::array<std::uint8_t, 32>> state_keys = {};

  /// Whether handlers send log messages (RequestContext::log), which a server must declare then. In
  /// 2026-07-28, where logging is deprecated; older clients set a level whatever is declared.
  /// Spec: 2026-07-28 server/utilities/logging, Capabilities.
  bool logging = true;
  /// Extensions and experimental capabilities to declare: identifier -> settings.
  Json extensions = nullptr;
  Json experimental = nullptr;

  /// Functions around every request but `initialize`, the first of them outermost. The limits above
  /// have been applied before. What they throw that is no Error is logged, and the peer is told
  /// `internal_error`. They see results as they travel: a result that asks the client (2026-07-28
  /// basic/patterns/mrtr) is one, too. When a request ends without an answer of its handler,
  /// because the client has cancelled it or is gone, or the server ends its subscriptions, they are
  /// given the error `request_cancelled`.
  std::vector<Middleware> middleware = {};
  ServerHooks hooks = {};

  /// Makes the result of a tool call whose arguments do not match the schema.
  std::function<CallToolResult(const Tool&, const std::vector<SchemaViolation>&)>
      invalid_arguments = {};
  /// Where the server says what went wrong inside. Any thread. Default: nowhere.
  std::function<void(LogLevel, const std::string&)> log = {};
  /// The time, for tests.
  std::function<std::chrono::system_clock::time_point()> clock = std::chrono::system_clock::now;
};

/// A Server's side of one connection with one peer, over any byte stream or in memory. Both eras.
class ServerConnection : public Receiver {
 public:
  using Receiver::receive;
  /// The same, but everything that belongs to this message goes to `sink`: the response to a POST.
  virtual void receive(Message message, const std::shared_ptr<Sink>& sink) = 0;
  /// Ends the peer's subscriptions with their result, as a server does that shuts down.
  /// Spec: 2026-07-28 basic/patterns/subscriptions, Graceful Closure.
  virtual void end_subscriptions() = 0;
  /// Tells that the peer sends no more, but may still read: its subscriptions end, and so do
  /// requests that wait for its answer to a question. The others go on.
  virtual void input_ended() = 0;
  /// Waits until no request is open, at most that long; true if so.
  virtual bool wait_until_idle(std::chrono::milliseconds limit) = 0;
  /// Waits while another request would be refused because too many are open, of which some will end
  /// without the peer; at most that long. True: there is room, or waiting does not help.
  virtual bool wait_for_room(std::chrono::milliseconds limit) = 0;
  /// Requests that are not answered yet.
  virtual std::size_t open_requests() const = 0;
};

/// A set of tools, resources and prompts, served to any number of peers in any revision of the
/// protocol at the same time. Everything may be added and removed while peers are connected; they
/// are told. Any thread.
class Server {
 public:
  explicit Server(Implementation self, ServerOptions options = {});
  /// Waits for running handlers. Connections must be gone.
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

  /// Adds a tool that takes its arguments as JSON and brings its own schemas.
  void add_tool(Tool tool, ToolHandler handler, HandlerOptions options = {});
  /// Adds a tool that answers later.
  void add_deferred_tool(Tool tool, DeferredToolHandler handler);
  /// False: there was none of that name. The same for the others below.
  bool remove_tool(std::string_view name);

  void add_resource(Resource resource, ResourceHandler handler, HandlerOptions options = {});
  bool remove_resource(std::string_view uri);
  /// Templates are tried in the order in which they were added, after plain resources. RFC 6570
  /// expressions `{x}`, `{+x}`, `{/x}`, `{#x}`, `{?x,y}` and `{&x,y}` are matched.
  void add_resource_template(ResourceTemplate resource_template, ResourceTemplateHandler handler,
                             HandlerOptions options = {});
  bool remove_resource_template(std::string_view uri_template);
  /// Tells those who watch the resource that it has changed.
  void resource_updated(std::string_view uri);

  void add_prompt(Prompt prompt, PromptHandler handler, HandlerOptions options = {});
  bool remove_prompt(std::string_view name);

  /// Adds a prompt whose arguments are a described struct: strings, and what can be read from one
  /// (numbers, bool, enumerations). Prompt::arguments comes from the struct, in its order. The
  /// handler takes `(const In&)` or `(const In&, RequestContext&)` and returns a GetPromptResult,
  /// the text of a user's message, or the Reply of one of them.
  template <Described In, class F>
  void add_prompt(Prompt prompt, F handler, HandlerOptions options = {}) {
    if (prompt.arguments.empty()) prompt.arguments = detail::prompt_arguments<In>();
    add_prompt(std::move(prompt),
               PromptHandler([handler = std::move(handler)](const Values& values,
                                                            RequestContext& context) mutable {
                 const auto in = decode<In>(detail::typed(values, schema_of<In>()));
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

  /// Sends a log message that belongs to no request to the clients that want messages of that
  /// level. Only sessions get it: from 2026-07-28 on log messages belong to requests
  /// (RequestContext::log). Spec: 2025-11-25 server/utilities/logging; 2026-07-28 there,
  /// Per-request log level.
  void log(LogLevel level, Json data, std::string_view logger = {});

  /// The capabilities of the server now.
  ServerCapabilities capabilities() const;

  /// Serves one peer. Messages for it go to `sink`; `principal` is who it has proved to be.
  std::unique_ptr<ServerConnection> connect(std::shared_ptr<Sink> sink, std::string principal = {});

 private:
  friend class http::Endpoint;
  std::shared_ptr<class ServerCore> core_;
};

}  // namespace mcp

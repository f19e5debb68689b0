#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "mcp/capabilities.hpp"
#include "mcp/client/channel.hpp"
#include "mcp/elicitation.hpp"
#include "mcp/implementation.hpp"
#include "mcp/input.hpp"
#include "mcp/log_level.hpp"
#include "mcp/middleware.hpp"
#include "mcp/prompt.hpp"
#include "mcp/resource.hpp"
#include "mcp/tool.hpp"
#include "mcp/trace_context.hpp"

namespace mcp {

/// An elicitation: the server requests input from the user.
/// Spec: 2026-07-28 client/elicitation.
struct Elicitation {
  std::string message;
  Json requested_schema = nullptr;  ///< Of a form; null for a URL.
  std::string url = {};             ///< To be opened only if the user agrees; empty for a form.
};

/// Handlers for requests and notifications of the server. The client declares the capabilities
/// whose handlers are set. They run on threads of the client, possibly several at once; `stop` is
/// requested when the server cancels its request. An exception fails that request with
/// `internal_error`.
struct ClientHandlers {
  std::function<ElicitResult(const Elicitation&, std::stop_token stop)> elicit = {};
  /// Parameters and result of `sampling/createMessage`.
  std::function<Json(const Json& params, std::stop_token stop)> sample = {};
  /// Whether `sample` takes parameters with `tools` and `toolChoice`; the client then declares
  /// `sampling.tools`. Otherwise it responds to them with `invalid_params`.
  bool samples_with_tools = false;
  std::function<std::vector<Root>()> roots = {};

  /// These run on the thread that reads from the server, and must not block on a call to it.
  std::function<void(LogLevel, const Json& data, const std::string& logger)> log = {};
  std::function<void()> tools_changed = {};
  std::function<void()> prompts_changed = {};
  std::function<void()> resources_changed = {};
  std::function<void(const std::string& uri)> resource_updated = {};
  /// Called with non-fatal warnings, for logging.
  std::function<void(const std::string&)> warning = {};

  /// For programs that pass messages on. `request`, if set, receives every request of the server
  /// but `ping`, and the input requests of tasks, instead of the handlers above, and responds by
  /// calling `done` once, at once or later, from any thread. `notification` receives every
  /// notification except those of progress, before the handlers above. Both run on the thread that
  /// reads from the server; for input requests of tasks, `request` runs on another thread.
  std::function<void(InputRequest request, std::stop_token stop,
                     std::function<void(Result<Json>)> done)>
      request = {};
  std::function<void(const Notification&)> notification = {};
};

/// Which revisions a client speaks.
enum class Era { automatic, modern, legacy };

/// Limits on one list of a server (tools, resources, resource templates, prompts), over all its
/// pages. A list that exceeds one fails with `request_timed_out` or `protocol_violation`. When the
/// server repeats a cursor, the list ends with the pages read so far, and `warning` is called.
struct ListLimits {
  /// For the whole list; the timeout of a CallOptions is for each of its pages.
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
  std::size_t max_pages = 1'000;
  std::size_t max_items = 100'000;
  /// Estimated memory of the parsed pages, which may be a few times the size of their text.
  std::size_t max_bytes = std::size_t{64} << 20;
};

/// How a client follows the tasks of a server (see mcp/client/tasks.hpp).
struct TaskOptions {
  /// Pause between two requests for the state of a task, if the server suggests none; and the
  /// limits on what it suggests.
  std::chrono::milliseconds poll_interval = std::chrono::seconds(1);
  std::chrono::milliseconds min_poll_interval = std::chrono::milliseconds(50);
  std::chrono::milliseconds max_poll_interval = std::chrono::minutes(5);
  /// The lifetime that a 2025-11-25 client requests for its tasks. Empty: the server's choice.
  std::optional<std::chrono::milliseconds> ttl = {};
};

/// Limits on the responses that a client keeps while the server says that they are fresh. They are
/// lists, resources and skills, in memory, for this client only.
/// Spec: 2026-07-28 server/utilities/caching.
struct CacheOptions {
  std::size_t max_entries = 1'000;
  /// Estimated memory.
  std::size_t max_bytes = std::size_t{16} << 20;
  /// Limit on the time that the server says.
  std::chrono::milliseconds max_ttl = std::chrono::hours(24);
};

struct ClientOptions {
  Implementation self = {"mcp-toolkit", "0.1.0"};
  ClientHandlers handlers = {};
  /// The capabilities to declare. Empty: those of `handlers`.
  std::optional<ClientCapabilities> capabilities = {};
  Era era = Era::automatic;
  /// How long the client waits for the response to `server/discover` before it sends `initialize`
  /// as well; and how long connecting may take in all, including the start of the server.
  std::chrono::milliseconds probe_timeout = std::chrono::seconds(5);
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(60);
  /// Lowest level of log messages to request. Empty: 2026-07-28 servers send none, and older ones
  /// choose.
  std::optional<LogLevel> log_level = {};
  /// Maximum number of rounds of input requests in one call.
  int max_rounds = 10;
  ListLimits lists = {};
  /// Fresh responses are not requested again. They are dropped when the server sends that they have
  /// changed, when the connection was lost, and once a request was sent with another
  /// `Authorization`. Empty: no response is kept.
  std::optional<CacheOptions> cache = CacheOptions();
  /// Called for each call whose CallOptions::trace is empty, on the thread that makes the call.
  std::function<TraceContext()> trace = {};
  /// If set, the server may run tools as tasks, and calls of tools wait for the results of their
  /// tasks. In 2025-11-25 only tools that require it are called as tasks.
  std::optional<TaskOptions> tasks = {};
  /// Whether the next call restarts a server whose connection closed: at most three times within
  /// half a minute.
  bool restart = true;
  /// Functions around every request that a caller of the Client makes; the first is the outermost
  /// (see mcp/middleware.hpp). A call passes through them once, however often the server requests
  /// input; each page of a list is a request of its own. They run on the thread that makes the
  /// call, before a closed connection is restarted. `caller` is this client, with the negotiated
  /// protocol version. A call's timeout starts, and its `stop` takes effect, when the last of them
  /// has passed the request on. Connecting and subscriptions do not go through them. A call that
  /// middleware has not passed on does not end with the Client.
  std::vector<Middleware> middleware = {};
};

struct Progress {
  double progress = 0;
  std::optional<double> total = {};
  std::string message = {};
  Json meta = nullptr;  ///< `_meta` of the notification.
};

/// Options for one call.
struct CallOptions {
  /// Without a response by then, the call fails with `request_timed_out`, and the client cancels it
  /// at the server. Time spent in the client's own handlers does not count.
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
  /// Whether every progress notification restarts `timeout`.
  bool progress_extends_timeout = true;
  /// Limit on the whole call, however often progress or further rounds of input restart `timeout`;
  /// at least `timeout`. When the call becomes a task (ClientOptions::tasks), `timeout` limits each
  /// of the requests about the task, and this limits the whole.
  /// Spec: 2026-07-28 basic/patterns/cancellation, Timeouts.
  std::chrono::milliseconds max_timeout = std::chrono::hours(1);
  /// Whether a fresh response that the client has kept may be the result (ClientOptions::cache). A
  /// list that must be consistent over its pages needs false.
  bool use_cache = true;
  /// Sent with every request of the call, in all revisions. A malformed one fails the call with
  /// `invalid_params`.
  TraceContext trace = {};
  /// Cancels the call, which then fails with `request_cancelled`. A task is cancelled as well.
  std::stop_token stop = {};
  /// If set, the call requests progress notifications. Runs on the thread that reads from the
  /// server.
  std::function<void(const Progress&)> on_progress = {};
  /// Whether Client::request returns a result that requests input, and one of an unknown type,
  /// unchanged, instead of answering the input requests: for programs that pass results on.
  /// Spec: 2026-07-28 basic/patterns/mrtr.
  bool returns_any_result = false;
  /// Whether a call that becomes a task returns the server's response that describes the task,
  /// instead of waiting for the task's result: for programs that pass results on. Others use Task.
  bool returns_task = false;
};

/// How a server describes itself.
struct ServerInfo {
  std::string protocol_version;
  Implementation implementation = {};  ///< Self-reported: for display.
  ServerCapabilities capabilities = {};
  std::string instructions = {};
  Json result = nullptr;  ///< The whole result of `initialize` or `server/discover`.
};

/// The changes to subscribe to.
struct ListenFilter {
  bool tools = false;
  bool prompts = false;
  bool resources = false;
  std::vector<std::string> uris = {};

  bool operator==(const ListenFilter&) const = default;
};

enum class SubscriptionState {
  pending,      ///< The server has not acknowledged it yet.
  active,       ///< The server sends the changes.
  interrupted,  ///< The connection was lost. The client subscribes again once it is connected.
  ended,        ///< The server rejected or ended it, or the client does not reconnect.
};

/// A subscription; its destructor ends it. Any thread.
class Subscription {
 public:
  virtual ~Subscription() = default;

  virtual SubscriptionState state() const = 0;
  /// The changes that the server agreed to send, which may be fewer than requested: in 2026-07-28
  /// those that it acknowledged, before that those of its capabilities.
  virtual ListenFilter accepted() const = 0;
};

/// Called with each new state of a subscription and the reason, for display; also with
/// `interrupted` for each failed attempt to reconnect. Changes may have been missed when a
/// subscription becomes active again. Runs on a thread of the client or in `listen`, and must not
/// block on a call to the server, nor destroy the subscription.
using SubscriptionHandler = std::function<void(SubscriptionState, const std::string& reason)>;

/// Thrown by Client::call when the tool's result has `is_error`: `what()` is the text of the
/// result, `code()` is `internal_error`.
/// Spec: 2026-07-28 server/tools, Error Handling.
class ToolFailure : public Error {
 public:
  ToolFailure(std::string_view tool, CallToolResult result);

  /// The whole result, which has `is_error`.
  const CallToolResult& result() const noexcept { return result_; }

 private:
  CallToolResult result_;
};

namespace detail {

/// The text blocks of a result, joined by newlines.
std::string joined_text(const CallToolResult& result);
/// The structured content of a result, or else the JSON of its one text block.
/// Throws Error with `protocol_violation` when it has neither.
Json structured_value(std::string_view tool, const CallToolResult& result);
/// Throws Error with `protocol_violation`: the result cannot be decoded as the caller's type.
[[noreturn]] void reject_result(std::string_view tool, const Error& reason);
/// The arguments of a prompt as strings. Throws Error with `invalid_params` if `arguments` is not
/// an object.
std::map<std::string, std::string> prompt_texts(const Json& arguments);

}  // namespace detail

/// A client of one server. Blocking functions throw Error: the server's own errors with their
/// codes, or a local one (`request_timed_out`, `request_cancelled`, `connection_closed`,
/// `protocol_violation`). Any thread, any number of calls at once.
class Client {
 public:
  /// Connects and detects the server's era: it sends `server/discover` and falls back to
  /// `initialize`. Throws Error; with `request_cancelled` soon after `stop` is requested.
  /// Spec: 2026-07-28 basic/transports/stdio, Backward Compatibility.
  static Client connect(std::unique_ptr<Channel> channel, ClientOptions options = {},
                        const std::stop_token& stop = {});
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  /// Disconnects. Open calls fail with `connection_closed`.
  ~Client();

  ServerInfo server_info() const;

  /// Lists return all pages, within ClientOptions::lists. They are empty when the server does not
  /// declare the capability.
  std::vector<Tool> list_tools(const CallOptions& options = {});
  /// `arguments` is an object, or null for none. When the tool fails, the result has `is_error`.
  CallToolResult call_tool(std::string_view name, Json arguments, const CallOptions& options = {});
  /// Calls a tool with a value and returns its result as a value:
  ///
  ///     const auto sum = client.call<Sum>("add", Add{1, 2});
  ///
  /// `In` is a described struct (see mcp/describe.hpp) or another type whose codec makes an object.
  /// `Out` is any type with a codec, decoded from the structured content, or, when that is missing,
  /// from the JSON in a result's only text block, because older servers send only that. For an
  /// `Out` of std::string the text blocks are joined by newlines; `void` drops the result.
  /// Throws ToolFailure when the tool fails, and Error: with `protocol_violation` when the result
  /// does not fit `Out`, with `invalid_params` when `in` is not an object; nothing is sent then.
  /// Spec: 2026-07-28 and 2025-11-25 server/tools, Structured Content.
  template <class Out, class In = NoArguments>
  Out call(std::string_view name, const In& in = {}, const CallOptions& options = {}) {
    const CallToolResult result = run_tool(name, mcp::encode(in), options);
    if constexpr (std::same_as<Out, std::string>) {
      return detail::joined_text(result);
    } else if constexpr (!std::is_void_v<Out>) {
      auto value = mcp::decode<Out>(detail::structured_value(name, result));
      if (!value) detail::reject_result(name, value.error());
      return *std::move(value);
    }
  }

  std::vector<Resource> list_resources(const CallOptions& options = {});
  std::vector<ResourceTemplate> list_resource_templates(const CallOptions& options = {});
  ReadResourceResult read_resource(std::string_view uri, const CallOptions& options = {});

  std::vector<Prompt> list_prompts(const CallOptions& options = {});
  GetPromptResult get_prompt(std::string_view name,
                             const std::map<std::string, std::string>& arguments = {},
                             const CallOptions& options = {});
  /// The same with the fields of a described struct as arguments, or another type whose codec makes
  /// an object. Prompt arguments are strings on the wire: strings are sent unchanged, fields that
  /// are null or missing are not sent, other values are sent as their JSON text.
  /// Throws Error with `invalid_params` when `arguments` is not an object; nothing is sent then.
  /// Spec: 2026-07-28 schema, GetPromptRequestParams.
  template <class In>
  GetPromptResult get_prompt(std::string_view name, const In& arguments,
                             const CallOptions& options = {}) {
    return get_prompt(name, detail::prompt_texts(mcp::encode(arguments)), options);
  }

  /// Completions for an argument of a prompt, or a variable of a resource template.
  Completion complete_prompt(std::string_view prompt, std::string_view argument,
                             std::string_view value,
                             const std::map<std::string, std::string>& others = {},
                             const CallOptions& options = {});
  Completion complete_resource(std::string_view uri_template, std::string_view variable,
                               std::string_view value,
                               const std::map<std::string, std::string>& others = {},
                               const CallOptions& options = {});

  /// Subscribes to changes, which ClientHandlers receives until the result is destroyed. The
  /// subscription is renewed when the connection was lost. Returns once the server has acknowledged
  /// it, or after ten seconds. A 2026-07-28 server that rejects it ends it; an older one makes this
  /// throw Error.
  /// Spec: 2026-07-28 basic/patterns/subscriptions; 2025-11-25 server/resources, Subscriptions.
  std::unique_ptr<Subscription> listen(ListenFilter filter, SubscriptionHandler on_change = {});

  /// Sends `ping`, or `server/discover` in 2026-07-28, which has no ping, and returns when the
  /// server has responded. Like every call it restarts a server whose connection closed.
  /// Spec: 2025-11-25 basic/utilities/ping; 2026-07-28 server/discover.
  void ping(const CallOptions& options = {});

  /// Requests log messages of this level and above from now on, also from a restarted server. Until
  /// 2025-11-25 this sends `logging/setLevel`, which the server may reject; it throws
  /// `method_not_found` when the server does not declare logging. In 2026-07-28 nothing is sent:
  /// every later request carries the level, and a server without log messages ignores it.
  /// Spec: 2025-11-25 and 2026-07-28 server/utilities/logging.
  void set_log_level(LogLevel level, const CallOptions& options = {});

  /// Notifies the server that the roots of ClientHandlers::roots have changed. Does not wait.
  /// Sends nothing if the client does not declare roots or the connection has closed (a restarted
  /// server requests the roots itself). In 2026-07-28 there is no such notification: servers
  /// request the roots with each request that needs them. Spec: 2025-11-25 client/roots, Root List
  /// Changes.
  void roots_changed();

  /// Drops all responses that the client has kept, for example when it was given another token.
  void clear_cache();

  /// Disconnects. Open calls fail with `connection_closed`, and so do all later ones. Must not be
  /// called from a callback of this client.
  void close();
  /// Whether a request can be sent without starting or reaching the server again first.
  bool connected() const;

  /// Sends any request and answers its input requests. `params` is an object or null. Returns the
  /// result.
  Json request(std::string_view method, Json params, const CallOptions& options = {});
  /// The same without waiting; `done` is called once, on a thread of the client, or at once.
  void start_request(std::string_view method, Json params, CallOptions options,
                     std::function<void(Result<Json>)> done);
  void start_tool(std::string_view name, Json arguments, CallOptions options,
                  std::function<void(Result<CallToolResult>)> done);

 private:
  friend struct ClientAccess;

  explicit Client(std::shared_ptr<class ClientCore> core);
  CallToolResult run_tool(std::string_view name, Json arguments, const CallOptions& options);

  std::shared_ptr<class ClientCore> core_;
};

}  // namespace mcp

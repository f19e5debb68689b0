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
#include "mcp/log_level.hpp"
#include "mcp/middleware.hpp"
#include "mcp/prompt.hpp"
#include "mcp/resource.hpp"
#include "mcp/tool.hpp"

namespace mcp {

/// A question of the server to the user.
/// Spec: 2026-07-28 client/elicitation.
struct Elicitation {
  std::string message;
  Json requested_schema = nullptr;  ///< Of a form; null for a URL.
  std::string url = {};             ///< To be opened only if the user agrees; empty for a form.
};

/// Handlers for requests and notifications of the server. The client declares the capabilities
/// whose handlers are set. They run on threads of the client, possibly several at once; `stop` is
/// set when the server does not want the answer any more. An exception is the answer "failed".
struct ClientHandlers {
  std::function<ElicitResult(const Elicitation&, std::stop_token stop)> elicit = {};
  /// Parameters and result of `sampling/createMessage`.
  std::function<Json(const Json& params, std::stop_token stop)> sample = {};
  std::function<std::vector<Root>()> roots = {};

  /// These run on the thread that reads from the server, and must not call it and wait.
  std::function<void(LogLevel, const Json& data, const std::string& logger)> log = {};
  std::function<void()> tools_changed = {};
  std::function<void()> prompts_changed = {};
  std::function<void()> resources_changed = {};
  std::function<void(const std::string& uri)> resource_updated = {};
  /// Called with non-fatal warnings, for logging.
  std::function<void(const std::string&)> warning = {};
};

/// Which revisions a client speaks.
enum class Era { automatic, modern, legacy };

/// How much one list of a server (tools, resources, resource templates, prompts) may be, over all
/// its pages. A list that is more fails with `request_timed_out` or `protocol_violation`; when the
/// server repeats a cursor, what was read until then is the list, and `warning` is called.
struct ListLimits {
  /// For the whole list; the timeout of a CallOptions is for each of its pages.
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
  std::size_t max_pages = 1'000;
  std::size_t max_items = 100'000;
  /// Memory that the pages take once they are parsed, estimated: up to a few times their text.
  std::size_t max_bytes = std::size_t{64} << 20;
};

struct ClientOptions {
  Implementation self = {"mcp-toolkit", "0.1.0"};
  ClientHandlers handlers = {};
  Era era = Era::automatic;
  /// How long a server may take to answer the first question, which tells its era, before it is
  /// asked in the older way as well; and how long the whole opening may take, with the start of the
  /// server.
  std::chrono::milliseconds probe_timeout = std::chrono::seconds(5);
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(60);
  /// Log messages to ask for; empty: none in 2026-07-28, the server's choice before.
  std::optional<LogLevel> log_level = {};
  /// Rounds of questions in one call.
  int max_rounds = 10;
  ListLimits lists = {};
  /// Whether a server that died is started again by the next call. After three deaths within half a
  /// minute it is not.
  bool restart = true;
  /// Functions around every request that a caller of the Client makes, the first of which is the
  /// outermost (see mcp/middleware.hpp). A call is one request, however often the server asks back;
  /// each page of a list is one. They run on the thread that makes the call, before a server that
  /// died is started again. `caller` is this client, with the agreed protocol version. The timeout
  /// of a call begins, and its `stop` counts, when the last of them has passed the request on. The
  /// opening of a connection and subscriptions do not go through them. A call that one of them
  /// holds back does not end with the Client.
  std::vector<Middleware> middleware = {};
};

struct Progress {
  double progress = 0;
  std::optional<double> total = {};
  std::string message = {};
  Json meta = nullptr;  ///< `_meta` of the notification.
};

/// How one call is made.
struct CallOptions {
  /// Without an answer until then the call fails with `request_timed_out` and is cancelled at the
  /// server. Time in which the client's own handlers work does not count.
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
  /// Lets every progress notification start `timeout` anew.
  bool progress_extends_timeout = true;
  /// Cancels the call, which then fails with `request_cancelled`.
  std::stop_token stop = {};
  /// Asks for progress. Runs on the thread that reads from the server.
  std::function<void(const Progress&)> on_progress = {};
};

/// How a server describes itself.
struct ServerInfo {
  std::string protocol_version;
  Implementation implementation = {};  ///< Self-reported: for display.
  ServerCapabilities capabilities = {};
  std::string instructions = {};
};

/// Which changes to be told of.
struct ListenFilter {
  bool tools = false;
  bool prompts = false;
  bool resources = false;
  std::vector<std::string> uris = {};
};

/// A subscription, which ends when this is destroyed.
class Subscription {
 public:
  virtual ~Subscription() = default;
};

/// The failure of a tool that was run by Client::call: `what()` is the text of its result, `code()`
/// is `internal_error`.
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
/// Throws the `protocol_violation` of a result that is not of the type that the caller expects.
[[noreturn]] void reject_result(std::string_view tool, const Error& reason);
/// The arguments of a prompt as texts. Throws Error with `invalid_params` if they are no object.
std::map<std::string, std::string> prompt_texts(const Json& arguments);

}  // namespace detail

/// A client of one server. Blocking functions throw Error: the server's own errors with their
/// codes, or a local one (`request_timed_out`, `request_cancelled`, `connection_closed`,
/// `protocol_violation`). Any thread, any number of calls at once.
class Client {
 public:
  /// Connects, and finds out which era the server speaks: it asks in the newest one and falls back
  /// to `initialize`. Throws Error; with `request_cancelled` soon after `stop` is requested.
  /// Spec: 2026-07-28 basic/transports/stdio, Backward Compatibility.
  static Client connect(std::unique_ptr<Channel> channel, ClientOptions options = {},
                        const std::stop_token& stop = {});
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  /// Disconnects. Open calls fail with `connection_closed`.
  ~Client();

  ServerInfo server_info() const;

  /// All pages of a list, within ClientOptions::lists; empty when the server does not offer the
  /// feature.
  std::vector<Tool> list_tools(const CallOptions& options = {});
  /// `arguments` is an object, or null for none. The tool's own failure is a result with
  /// `is_error`.
  CallToolResult call_tool(std::string_view name, Json arguments, const CallOptions& options = {});
  /// Calls a tool with a value and returns its result as a value:
  ///
  ///     const auto sum = client.call<Sum>("add", Add{1, 2});
  ///
  /// `In` is a described struct (see mcp/describe.hpp) or another type whose codec makes an object.
  /// `Out` is any type with a codec, decoded from the structured content, or, when that is missing,
  /// from the JSON that a result's only text block holds: older servers send just that. An `Out` of
  /// std::string is the text blocks, joined by newlines; `void` drops the result.
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
  /// an object. Arguments of prompts are texts: strings are sent as they are, fields that are null
  /// or left out are not sent, other values are sent as their JSON text.
  /// Throws Error with `invalid_params` when `arguments` is not an object; nothing is sent then.
  /// Spec: 2026-07-28 schema, GetPromptRequestParams.
  template <class In>
  GetPromptResult get_prompt(std::string_view name, const In& arguments,
                             const CallOptions& options = {}) {
    return get_prompt(name, detail::prompt_texts(mcp::encode(arguments)), options);
  }

  /// Suggestions for an argument of a prompt, or a variable of a resource template.
  Completion complete_prompt(std::string_view prompt, std::string_view argument,
                             std::string_view value,
                             const std::map<std::string, std::string>& others = {},
                             const CallOptions& options = {});
  Completion complete_resource(std::string_view uri_template, std::string_view variable,
                               std::string_view value,
                               const std::map<std::string, std::string>& others = {},
                               const CallOptions& options = {});

  /// Has changes told to the handlers for as long as the result lives, also when the server is
  /// restarted in between.
  /// Spec: 2026-07-28 basic/patterns/subscriptions; 2025-11-25 server/resources, Subscriptions.
  std::unique_ptr<Subscription> listen(ListenFilter filter);

  /// Returns when the server has answered: with `ping`, or in 2026-07-28, which has no ping, with
  /// `server/discover`. Like every call it starts a server again that died.
  /// Spec: 2025-11-25 basic/utilities/ping; 2026-07-28 server/discover.
  void ping(const CallOptions& options = {});

  /// Asks for log messages of this level and above from now on, also from a server that is started
  /// again. Until 2025-11-25 that is a request, which the server may refuse; `method_not_found`
  /// when it does not declare logging. In 2026-07-28 nothing is sent: every later request carries
  /// the level, and a server without log messages ignores it.
  /// Spec: 2025-11-25 and 2026-07-28 server/utilities/logging.
  void set_log_level(LogLevel level, const CallOptions& options = {});

  /// Notifies the server that ClientHandlers::roots has other roots now. Does not wait. Nothing is
  /// sent without that handler, to a server that died, which asks anew, and in 2026-07-28, which
  /// has no such notification: servers ask for the roots with each request that needs them.
  /// Spec: 2025-11-25 client/roots, Root List Changes.
  void roots_changed();

  /// Any request, including its rounds of questions. `params` is an object or null.
  Json request(std::string_view method, Json params, const CallOptions& options = {});
  /// The same without waiting; `done` is called once, on a thread of the client, or at once.
  void start_request(std::string_view method, Json params, CallOptions options,
                     std::function<void(Result<Json>)> done);
  void start_tool(std::string_view name, Json arguments, CallOptions options,
                  std::function<void(Result<CallToolResult>)> done);

 private:
  explicit Client(std::shared_ptr<class ClientCore> core);
  CallToolResult run_tool(std::string_view name, Json arguments, const CallOptions& options);

  std::shared_ptr<class ClientCore> core_;
};

}  // namespace mcp

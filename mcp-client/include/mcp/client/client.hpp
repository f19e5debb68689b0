#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/capabilities.hpp"
#include "mcp/client/channel.hpp"
#include "mcp/elicitation.hpp"
#include "mcp/implementation.hpp"
#include "mcp/log_level.hpp"
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

  std::vector<Resource> list_resources(const CallOptions& options = {});
  std::vector<ResourceTemplate> list_resource_templates(const CallOptions& options = {});
  ReadResourceResult read_resource(std::string_view uri, const CallOptions& options = {});

  std::vector<Prompt> list_prompts(const CallOptions& options = {});
  GetPromptResult get_prompt(std::string_view name,
                             const std::map<std::string, std::string>& arguments = {},
                             const CallOptions& options = {});

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

  /// Any request, including its rounds of questions. `params` is an object or null.
  Json request(std::string_view method, Json params, const CallOptions& options = {});
  /// The same without waiting; `done` is called once, on a thread of the client, or at once.
  void start_request(std::string_view method, Json params, CallOptions options,
                     std::function<void(Result<Json>)> done);
  void start_tool(std::string_view name, Json arguments, CallOptions options,
                  std::function<void(Result<CallToolResult>)> done);

 private:
  explicit Client(std::shared_ptr<class ClientCore> core);
  std::shared_ptr<class ClientCore> core_;
};

}  // namespace mcp

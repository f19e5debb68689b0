#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/uri_template.hpp"
#include "events.hpp"
#include "http/mirrored.hpp"
#include "mcp/server/server.hpp"
#include "runtime/rate_limit.hpp"
#include "runtime/timer_thread.hpp"
#include "runtime/worker_pool.hpp"
#include "seal/state_seal.hpp"

namespace mcp {

struct ToolEntry {
  Json shown;  ///< As in `tools/list`.
  Tool tool;
  SchemaValidator input;
  std::optional<SchemaValidator> output;
  ToolHandler handler;             ///< Null for a deferred tool.
  DeferredToolHandler deferred{};  ///< Null for other tools.
  HandlerOptions options{};
  std::vector<http::MirroredParameter> mirrored{};  ///< Parameters that HTTP headers repeat.
};

using Completions = std::map<std::string, CompletionHandler, std::less<>>;

struct PromptEntry {
  Json shown;
  Prompt prompt;
  PromptHandler handler;
  HandlerOptions options;
  Completions completions{};
};

struct ResourceEntry {
  Json shown;
  ResourceHandler handler;
  HandlerOptions options;
};

struct TemplateEntry {
  Json shown;
  UriTemplate uri_template;
  ResourceTemplateHandler handler;
  HandlerOptions options;
  Completions completions{};
};

struct ListerEntry {
  ResourceLister handler;
  HandlerOptions options;
};

/// State that all connections of a Server share. Any thread.
class ServerCore {
 public:
  ServerCore(Implementation self_info, ServerOptions server_options);

  ServerCapabilities capabilities() const;
  /// Whether the capability that a request needs is one of them.
  bool offers(std::string_view method) const;
  void log(LogLevel level, const std::string& text) const;

  const ServerOptions options;
  const Json self;  ///< The server's Implementation.
  Catalog<ToolEntry> tools;
  Catalog<ResourceEntry> resources;
  Catalog<TemplateEntry> templates;
  std::atomic<std::shared_ptr<const ListerEntry>> lister;
  Catalog<PromptEntry> prompts;
  EventHub events;
  RateLimit tool_calls;
  const StateSeal seal;
  // Last, so that they stop before the members that handlers and callbacks use are destroyed.
  TimerThread timers;
  WorkerPool workers;
};

/// The resources to which ServerHooks::accept_subscriptions lets a peer subscribe. Throws its
/// Error.
std::vector<std::string> accepted_subscriptions(const ServerCore& core, const CallerInfo& peer,
                                                const std::vector<std::string>& uris);

/// Runs one of ServerOptions::hooks. Exceptions are logged.
void run_hook(const ServerCore& core, const char* name, const std::function<void()>& hook);

}  // namespace mcp

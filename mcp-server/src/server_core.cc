#include "server_core.hpp"

#include <algorithm>
#include <thread>

namespace mcp {
namespace {

constexpr std::size_t least_workers = 4;

std::size_t worker_count(const ServerOptions& options) {
  if (options.workers != 0) return options.workers;
  return std::max<std::size_t>(std::thread::hardware_concurrency(), least_workers);
}

std::vector<SealKey> seal_keys(const ServerOptions& options) {
  if (!options.state_keys.empty()) return options.state_keys;
  return {random_seal_key()};
}

bool has_completions(const auto& catalog) {
  return catalog.find_if([](const auto& entry) { return !entry.completions.empty(); }) != nullptr;
}

}  // namespace

ServerCore::ServerCore(Implementation self_info, ServerOptions server_options)
    : options(std::move(server_options)),
      self(encode(self_info)),
      tool_calls(options.calls_per_second, options.call_burst),
      seal(seal_keys(options)),
      workers(worker_count(options), options.max_queued) {}

bool ServerCore::offers(std::string_view method) const {
  if (method.starts_with("tools/")) return tools.used();
  if (method.starts_with("resources/")) {
    return resources.used() || templates.used() || lister.load() != nullptr;
  }
  if (method.starts_with("prompts/")) return prompts.used();
  if (method.starts_with("completion/"))
    return has_completions(prompts) || has_completions(templates);
  return true;
}

ServerCapabilities ServerCore::capabilities() const {
  const bool has_tools = offers("tools/");
  const bool has_resources = offers("resources/");
  const bool has_prompts = offers("prompts/");
  return {.tools = has_tools,
          .tools_list_changed = has_tools,
          .resources = has_resources,
          .resources_list_changed = has_resources,
          .resources_subscribe = has_resources,
          .prompts = has_prompts,
          .prompts_list_changed = has_prompts,
          .completions = offers("completion/"),
          .logging = true,
          .extensions = options.extensions,
          .experimental = options.experimental};
}

void ServerCore::log(LogLevel level, const std::string& text) const {
  if (options.log) options.log(level, text);
}

std::vector<std::string> accepted_subscriptions(const ServerCore& core, const CallerInfo& peer,
                                                const std::vector<std::string>& uris) {
  const SubscribeHook& accept = core.options.hooks.accept_subscriptions;
  if (!accept || uris.empty()) return uris;
  try {
    return accept(peer, uris);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    core.log(LogLevel::error, std::string("accept_subscriptions: ") + error.what());
    throw Error(ErrorCode::internal_error, "Internal error");
  }
}

void run_hook(const ServerCore& core, const char* name, const std::function<void()>& hook) {
  try {
    hook();
  } catch (const std::exception& error) {
    core.log(LogLevel::error, std::string(name) + ": " + error.what());
  } catch (...) {
    core.log(LogLevel::error, std::string(name) + ": an exception of an unknown type");
  }
}

}  // namespace mcp

#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/json.hpp"
#include "names.hpp"
#include "options.hpp"

namespace mcp::proxy {

/// What the servers have listed to one client: which names and URIs belong to which server, and
/// which tools the client may see. Any thread.
class Directory {
 public:
  /// `options` must outlive it.
  explicit Directory(const Options& options);

  /// The items of a list of `server`, for the member `tools`, `prompts`, `resources` or
  /// `resourceTemplates`, as the client sees them: without hidden tools, with prefixes.
  Json present(std::string_view member, std::size_t server, Json items);

  std::optional<Place> tool(const std::string& shown) const { return tools_.find(shown); }
  std::optional<Place> prompt(const std::string& shown) const { return prompts_.find(shown); }
  std::string shown_tool(std::size_t server, const std::string& name) {
    return tools_.shown(server, name);
  }
  /// The server that listed the resource or the template of that URI.
  std::optional<std::size_t> owner(const std::string& uri) const;

  /// Whether the client may call the tool; empty: unknown until the server has listed its tools.
  std::optional<bool> may_call(const std::string& shown) const;
  /// The input schema of a tool that declares headers for its parameters; null: another tool.
  Json schema_with_headers(std::string_view shown) const;

  /// The server that runs a task.
  void add_task(const std::string& id, std::size_t server);
  std::optional<std::size_t> task_owner(const std::string& id) const;

 private:
  Json present_tools(std::size_t server, Json items);
  Json present_prompts(std::size_t server, Json items);
  void learn_owners(const char* key, std::size_t server, const Json& items);

  const Options& options_;
  Names tools_;
  Names prompts_;
  mutable std::mutex mutex_;  // guards the members below
  std::map<std::string, bool> read_only_;
  std::map<std::string, Json, std::less<>> with_headers_;
  std::map<std::string, std::size_t> owners_;
  std::map<std::string, std::size_t> tasks_;
};

}  // namespace mcp::proxy

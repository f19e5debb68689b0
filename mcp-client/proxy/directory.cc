#include "directory.hpp"

#include "http/mirrored.hpp"

namespace mcp::proxy {
namespace {

// Beyond these, later ones are not remembered: a server must not fill the memory.
constexpr std::size_t most_entries = 100'000;

std::vector<std::string> prefixes(const Options& options) {
  std::vector<std::string> names;
  for (const auto& server : options.servers) names.push_back(server.name);
  return names;
}

const std::string* text_member(const Json& item, const char* key) {
  const auto found = item.is_object() ? item.find(key) : item.end();
  return found != item.end() && found->is_string() ? found->get_ptr<const std::string*>() : nullptr;
}

bool is_read_only(const Json& tool) {
  const auto annotations = tool.find("annotations");
  return annotations != tool.end() && annotations->is_object() &&
         annotations->value("readOnlyHint", Json()) == true;
}

bool declares_headers(const Json& schema) {
  const auto mirrored = http::mirrored_parameters(schema);
  return mirrored && !mirrored->empty();
}

template <class Map, class Key, class Value>
void remember(Map& map, const Key& key, Value value) {
  if (map.size() < most_entries || map.contains(key)) map[key] = std::move(value);
}

}  // namespace

Directory::Directory(const Options& options)
    : options_(options), tools_(prefixes(options)), prompts_(prefixes(options)) {}

Json Directory::present(std::string_view member, std::size_t server, Json items) {
  if (!items.is_array()) return items;
  if (member == "tools") return present_tools(server, std::move(items));
  if (member == "prompts") return present_prompts(server, std::move(items));
  learn_owners(member == "resources" ? "uri" : "uriTemplate", server, items);
  return items;
}

// Items without a name are left to the client, which reports them.
Json Directory::present_tools(std::size_t server, Json items) {
  Json presented = Json::array();
  for (auto& tool : items) {
    const std::string* name = text_member(tool, "name");
    if (!name) {
      presented.push_back(std::move(tool));
      continue;
    }
    const std::string shown = tools_.shown(server, *name);
    const bool read_only = is_read_only(tool);
    const Json schema = tool.value("inputSchema", Json());
    {
      const std::scoped_lock lock(mutex_);
      remember(read_only_, shown, read_only);
      with_headers_.erase(shown);
      if (schema.is_object() && declares_headers(schema)) remember(with_headers_, shown, schema);
    }
    if (!options_.filter.allows_name(shown)) continue;
    if (options_.filter.read_only && !read_only) continue;
    tool["name"] = shown;
    presented.push_back(std::move(tool));
  }
  return presented;
}

Json Directory::present_prompts(std::size_t server, Json items) {
  for (auto& prompt : items) {
    const std::string* name = text_member(prompt, "name");
    if (name) prompt["name"] = prompts_.shown(server, *name);
  }
  return items;
}

void Directory::learn_owners(const char* key, std::size_t server, const Json& items) {
  const std::scoped_lock lock(mutex_);
  for (const auto& item : items) {
    const std::string* uri = text_member(item, key);
    // When several servers list one URI, it belongs to the first of them.
    if (uri && !owners_.contains(*uri)) remember(owners_, *uri, server);
  }
}

std::optional<std::size_t> Directory::owner(const std::string& uri) const {
  if (options_.servers.size() == 1) return 0;
  const std::scoped_lock lock(mutex_);
  const auto found = owners_.find(uri);
  return found == owners_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<bool> Directory::may_call(const std::string& shown) const {
  if (!options_.filter.allows_name(shown)) return false;
  if (!options_.filter.read_only) return true;
  const std::scoped_lock lock(mutex_);
  const auto found = read_only_.find(shown);
  return found == read_only_.end() ? std::nullopt : std::optional(found->second);
}

Json Directory::schema_with_headers(std::string_view shown) const {
  const std::scoped_lock lock(mutex_);
  const auto found = with_headers_.find(shown);
  return found == with_headers_.end() ? Json() : found->second;
}

void Directory::add_task(const std::string& id, std::size_t server) {
  const std::scoped_lock lock(mutex_);
  remember(tasks_, id, server);
}

std::optional<std::size_t> Directory::task_owner(const std::string& id) const {
  if (options_.servers.size() == 1) return 0;
  const std::scoped_lock lock(mutex_);
  const auto found = tasks_.find(id);
  return found == tasks_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace mcp::proxy

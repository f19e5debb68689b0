#include "support/spec_schema.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include "mcp/schema.hpp"

namespace mcp::test {
namespace {

Json read_schema(const std::string& path) {
  std::ifstream file(path);
  return Json::parse(file);
}

// The schema of one definition: the whole document, with a reference to the definition as its root.
SchemaValidator compile(const std::string& path, const std::string& definition) {
  Json document = read_schema(path);
  const std::string section = document.contains("$defs") ? "$defs" : "definitions";
  document["$ref"] = "#/" + section + '/' + definition;
  return SchemaValidator::compile(document).value();
}

const SchemaValidator& validator(const std::string& path, const std::string& definition) {
  static std::mutex mutex;
  static std::map<std::string, SchemaValidator> compiled;
  const std::scoped_lock lock(mutex);
  const std::string key = path + '#' + definition;
  const auto found = compiled.find(key);
  if (found != compiled.end()) return found->second;
  return compiled.emplace(key, compile(path, definition)).first->second;
}

}  // namespace

std::optional<std::string> shared_folder() {
  const char* set = std::getenv("MCP_SHARED");
  const std::string folder = set ? set : std::string(MCP_SOURCE_DIR) + "/../shared";
  if (!std::filesystem::exists(folder + "/spec")) return std::nullopt;
  return folder;
}

std::string violates_spec(std::string_view revision, const std::string& definition,
                          const Json& value) {
  const auto folder = shared_folder();
  if (!folder || definition.empty()) return {};
  const std::string path = *folder + "/spec/" + std::string(revision) + ".json";
  const auto violations = validator(path, definition).violations(value);
  if (violations.empty()) return {};
  return definition + " " + violations[0].path + ": " + violations[0].message;
}

std::string result_definition(std::string_view method) {
  static const std::map<std::string_view, std::string> names = {
      {"initialize", "InitializeResult"},
      {"server/discover", "DiscoverResult"},
      {"tools/list", "ListToolsResult"},
      {"tools/call", "CallToolResult"},
      {"resources/list", "ListResourcesResult"},
      {"resources/templates/list", "ListResourceTemplatesResult"},
      {"resources/read", "ReadResourceResult"},
      {"prompts/list", "ListPromptsResult"},
      {"prompts/get", "GetPromptResult"},
      {"completion/complete", "CompleteResult"},
      {"subscriptions/listen", "SubscriptionsListenResult"},
  };
  const auto found = names.find(method);
  return found == names.end() ? "" : found->second;
}

}  // namespace mcp::test

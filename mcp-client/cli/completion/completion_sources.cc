#include "completion/completion_sources.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>

#include "configurations/configured_server.hpp"
#include "configurations/finder.hpp"
#include "configurations/server_inputs.hpp"
#include "connection.hpp"

namespace mcp::cli {
namespace {

constexpr auto longest_wait = std::chrono::milliseconds(1500);

std::vector<CompletedWord> server_words() {
  std::vector<CompletedWord> words;
  for (const auto& entry : find_servers(Places::of_process()).entries) {
    const auto same = std::ranges::find(words, entry.name, &CompletedWord::word);
    if (same == words.end()) words.push_back({entry.name, "server in " + entry.origin.host});
  }
  return words;
}

// The server to start for its tools; throws when there is none that may be started.
ServerSettings quick_server(const ServerSettings& named) {
  if (!named.url.empty()) return named;
  Settings settings;
  settings.server = named;
  const ServerCatalog catalog = server_catalog(settings);
  const ServerEntry& entry = choose_server(catalog, named.named);
  if (entry.in_project_file && named.config_file.empty()) {
    throw Error(ErrorCode::invalid_params, "a server of a project");
  }
  return resolved(entry, Places::of_process(), input_from_environment);
}

std::vector<CompletedWord> tool_words(const ServerSettings& named) {
  if (named.url.empty() && named.named.empty() && named.config_file.empty()) return {};
  std::vector<CompletedWord> words;
  try {
    ClientOptions options{.probe_timeout = longest_wait, .connect_timeout = longest_wait};
    options.lists.timeout = longest_wait;
    options.restart = false;
    Client client = Client::connect(
        open_channel(quick_server(named), {}, std::make_shared<ServerStderr>(false)), options);
    for (const auto& tool : client.list_tools({.timeout = longest_wait})) {
      words.push_back({tool.name, tool.title.empty() ? tool.description : tool.title});
    }
  } catch (const std::exception&) {
    words.clear();  // the person types the name
  }
  return words;
}

}  // namespace

CompletionSources completion_sources() {
  return {.servers = server_words, .tools = tool_words};
}

}  // namespace mcp::cli

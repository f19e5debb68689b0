#include "configurations/finder.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string_view>

#include "command_line/option_checks.hpp"
#include "configurations/hosts.hpp"
#include "io/trusted_file.hpp"
#include "mcp/error.hpp"
#include "misuse.hpp"
#include "schema/text.hpp"

namespace mcp::cli {
namespace {

namespace fs = std::filesystem;

// The .claude.json of a long-time user has several megabytes.
constexpr std::size_t max_configuration_bytes = std::size_t{32} << 20;
constexpr std::size_t most_servers = 10'000;

bool begins_with_line(const std::string& text) {
  return !text.empty() && text.front() >= '0' && text.front() <= '9';
}

// `host` null: the one whose format the file has.
void add_file(ServerCatalog& catalog, const Host* host, const ConfigurationPlace& place,
              const Places& places) {
  const std::string name = place.file.string();
  catalog.files.push_back(name);
  try {
    const std::string text = read_trusted_file(
        name, {.max_bytes = max_configuration_bytes, .private_group_may_write = true});
    if (!host) host = &host_for(place.file, text);
    for (auto& entry : host->read({place, text}, places)) {
      if (catalog.entries.size() < most_servers) catalog.entries.push_back(std::move(entry));
    }
  } catch (const Error& error) {
    const std::string what = error.what();
    catalog.unreadable.push_back({host ? std::string(host->name) : "", name,
                                  name + (begins_with_line(what) ? ":" : ": ") + what});
  } catch (const std::runtime_error& error) {
    catalog.unreadable.push_back({host ? std::string(host->name) : "", name, error.what()});
  }
}

std::string also_unreadable(const ServerCatalog& catalog) {
  std::string text;
  for (const auto& file : catalog.unreadable) text += "\n  not read: " + file.problem;
  return text;
}

std::vector<std::string_view> names_in(const ServerCatalog& catalog) {
  std::vector<std::string_view> names;
  for (const auto& entry : catalog.entries) {
    if (std::ranges::find(names, entry.name) == names.end()) names.push_back(entry.name);
  }
  return names;
}

Misuse not_found(const ServerCatalog& catalog, const std::string& name) {
  const auto names = names_in(catalog);
  std::string text;
  if (names.empty()) {
    text = catalog.files.empty() || catalog.unreadable.empty()
               ? "no server is configured in the files of any known program; `mcp-client servers "
                 "--files` lists where they may be"
               : "no configured server could be read";
  } else if (name.empty()) {
    text = "the file has several servers; choose one with --server NAME: " +
           schema::list_names(names, 20);
  } else {
    text = "no server " + schema::quote_name(name) + " is configured; " +
           command_line::instead_of(name, names, "the configured servers are");
  }
  return Misuse(text + also_unreadable(catalog));
}

Misuse ambiguous(const std::vector<const ServerEntry*>& same) {
  std::string text = "several different servers have the name " +
                     schema::quote_name(same.front()->name) + "; choose one with --config FILE:";
  for (const auto* entry : same) {
    text += "\n  " + entry->origin.place() + " (" + entry->origin.host + ')';
  }
  return Misuse(text);
}

// Of those with the name, one of each different server; disabled ones only if all are.
std::vector<const ServerEntry*> different_servers(const ServerCatalog& catalog,
                                                  const std::string& name, bool disabled) {
  std::vector<const ServerEntry*> different;
  for (const auto& entry : catalog.entries) {
    if (entry.disabled != disabled || (!name.empty() && entry.name != name)) continue;
    const auto is_same = [&](const ServerEntry* other) { return other->same_server(entry); };
    if (std::ranges::none_of(different, is_same)) different.push_back(&entry);
  }
  return different;
}

}  // namespace

ServerCatalog find_servers(const Places& places) {
  ServerCatalog catalog;
  std::set<fs::path> seen;
  for (const Host* host : known_hosts()) {
    for (const auto& place : host->places(places)) {
      std::error_code ignored;
      if (!fs::exists(fs::symlink_status(place.file, ignored))) continue;
      if (seen.insert(place.file).second) add_file(catalog, host, place, places);
    }
  }
  return catalog;
}

ServerCatalog read_configuration(const std::string& file, const Places& places) {
  ServerCatalog catalog;
  const fs::path path = (places.working_directory / file).lexically_normal();
  ConfigurationPlace place{path, {}};
  // The file of a project is in it, or in a folder such as .vscode of it.
  const std::string folder = path.parent_path().filename().string();
  if (path.filename() == ".mcp.json") place.project = path.parent_path();
  if (folder == ".vscode" || folder == ".cursor" || folder == ".gemini" || folder == ".codex") {
    place.project = path.parent_path().parent_path();
  }
  add_file(catalog, nullptr, place, places);
  return catalog;
}

const ServerEntry& choose_server(const ServerCatalog& catalog, const std::string& name) {
  auto different = different_servers(catalog, name, false);
  if (different.empty()) different = different_servers(catalog, name, true);
  if (different.empty()) throw not_found(catalog, name);
  if (different.size() > 1) {
    throw name.empty() ? not_found(catalog, name) : ambiguous(different);
  }
  const ServerEntry& entry = *different.front();
  if (!entry.problem.empty()) {
    throw Misuse(entry.origin.place() + ": server " + schema::quote_name(entry.name) + ": " +
                 entry.problem);
  }
  return entry;
}

std::vector<ServerEntry> enabled_servers(const ServerCatalog& catalog) {
  std::vector<ServerEntry> servers;
  for (const auto& entry : catalog.entries) {
    const auto is_same = [&](const ServerEntry& other) {
      return other.name == entry.name && other.same_server(entry);
    };
    if (!entry.disabled && std::ranges::none_of(servers, is_same)) servers.push_back(entry);
  }
  return servers;
}

}  // namespace mcp::cli

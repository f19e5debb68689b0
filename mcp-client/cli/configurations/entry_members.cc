#include "configurations/entry_members.hpp"

#include <algorithm>

#include "mcp/error.hpp"
#include "schema/text.hpp"
#include "text/ascii.hpp"

namespace mcp::cli {
namespace {

std::string kind_of(const Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  if (value.is_string()) return "a string";
  if (value.is_boolean()) return "true or false";
  return value.is_number() ? "a number" : "null";
}

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw Error(ErrorCode::invalid_params, '`' + name + "` " + why);
}

[[noreturn]] void refuse_type(const std::string& name, const std::string& expected,
                              const Json& value) {
  refuse(name, "must be " + expected + ", but is " + kind_of(value));
}

const Json* entry_member(const Json& entry, const char* name) {
  const auto found = entry.find(name);
  return found == entry.end() || found->is_null() ? nullptr : &*found;
}

ServerTransport transport_named(const std::string& name) {
  if (name == "stdio" || name == "local") return ServerTransport::stdio;
  if (name == "sse") return ServerTransport::sse;
  if (name == "http" || name == "streamable-http" || name == "streamableHttp") {
    return ServerTransport::http;
  }
  refuse("type", "must be stdio, http or sse, not " + schema::quote_name(name));
}

void read_process(const Json& entry, ServerEntry& to) {
  to.command = {entry_text(entry, "command")};
  if (to.command.front().empty()) refuse("command", "must name a program");
  for (auto& argument : entry_texts(entry, "args")) to.command.push_back(std::move(argument));
  to.environment = entry_named_texts(entry, "env");
  to.environment_file = entry_text(entry, "envFile");
  to.directory = entry_text(entry, "cwd");
}

void read_remote(const Json& entry, ServerEntry& to) {
  to.url = entry_text(entry, "url");
  for (auto& [name, value] : entry_named_texts(entry, "headers")) {
    to.headers.emplace_back(name, value);
  }
}

}  // namespace

std::string entry_text(const Json& entry, const char* name) {
  const Json* value = entry_member(entry, name);
  if (!value) return "";
  if (!value->is_string()) refuse_type(name, "a string", *value);
  return value->get<std::string>();
}

std::vector<std::string> entry_texts(const Json& entry, const char* name) {
  const Json* value = entry_member(entry, name);
  if (!value) return {};
  if (!value->is_array()) refuse_type(name, "a list of strings", *value);
  std::vector<std::string> texts;
  for (const Json& each : *value) {
    if (!each.is_string()) refuse_type(name, "a list of strings", each);
    texts.push_back(each.get<std::string>());
  }
  return texts;
}

std::map<std::string, std::string> entry_named_texts(const Json& entry, const char* name) {
  const Json* value = entry_member(entry, name);
  if (!value) return {};
  if (!value->is_object()) refuse_type(name, "an object of strings", *value);
  std::map<std::string, std::string> texts;
  for (const auto& [key, each] : value->items()) {
    if (each.is_null()) continue;
    if (each.is_structured()) refuse_type(std::string(name) + '.' + key, "a string", each);
    texts[key] = each.is_string() ? each.get<std::string>() : mcp::to_text(each);
  }
  return texts;
}

bool entry_flag(const Json& entry, const char* name) {
  const Json* value = entry_member(entry, name);
  if (!value) return false;
  if (!value->is_boolean()) refuse_type(name, "true or false", *value);
  return value->get<bool>();
}

void read_members(const Json& entry, ServerEntry& to) {
  to.disabled = entry_flag(entry, "disabled");
  const bool has_command = entry_member(entry, "command") != nullptr;
  const bool has_url = entry_member(entry, "url") != nullptr;
  const std::string type = entry_text(entry, "type");
  if (!type.empty()) {
    to.transport = transport_named(type);
  } else {
    to.transport = has_url && !has_command ? ServerTransport::automatic : ServerTransport::stdio;
  }
  if (has_command && has_url) refuse("command", "and `url` are two servers: remove one of them");
  if (to.uses_http() && !has_url) refuse("url", "is missing");
  if (!to.uses_http() && !has_command) refuse("command", "is missing, and there is no `url`");
  if (to.uses_http()) return read_remote(entry, to);
  read_process(entry, to);
}

std::vector<ServerEntry> read_entries(const JsonFile& json, const std::string& pointer,
                                      const ServerEntry& like,
                                      const std::function<void(const Json&, ServerEntry&)>& read) {
  const Json::json_pointer place(pointer);
  if (!json.value().contains(place) || json.value()[place].is_null()) return {};
  const Json& servers = json.value()[place];
  if (!servers.is_object()) {
    const std::size_t line = json.line_of(pointer);
    throw Error(ErrorCode::invalid_params,
                (line == 0 ? "" : std::to_string(line) + ": ") + '`' + pointer.substr(1) +
                    "` must be an object of servers, but is " + kind_of(servers));
  }
  std::vector<ServerEntry> entries;
  for (const auto& [name, value] : servers.items()) {
    ServerEntry& entry = entries.emplace_back(like);
    entry.name = name;
    entry.origin.line = json.line_of(pointer + '/' + pointer_part(name));
    try {
      if (!value.is_object()) refuse_type(name, "an object", value);
      read(value, entry);
    } catch (const Error& error) {
      entry.problem = error.what();
    }
  }
  std::ranges::stable_sort(entries, {}, [](const ServerEntry& each) { return each.origin.line; });
  return entries;
}

ServerEntry entry_of(const Host& host, const ConfigurationFile& file, VariableSyntax syntax) {
  ServerEntry entry;
  entry.origin = {.host = std::string(host.name),
                  .file = file.place.file.string(),
                  .line = 0,
                  .project = file.place.project.string()};
  entry.syntax = syntax;
  entry.in_project_file = !file.place.project.empty();
  return entry;
}

void add_project_files(std::vector<ConfigurationPlace>& to, const Places& places,
                       std::string_view file) {
  for (const auto& directory : places.project_directories()) {
    to.push_back({directory / file, directory});
  }
}

}  // namespace mcp::cli

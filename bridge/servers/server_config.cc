#include "bridge/servers/server_config.hpp"

#include <cstdint>

#include "bridge/servers/variables.hpp"
#include "bytes/digest.hpp"

namespace mcp::bridge {
namespace {

constexpr std::int64_t longest_timeout_ms = 30 * 60 * 1000;

Error wrong(const std::string& pointer, const std::string& what) {
  return Error(ErrorCode::invalid_params, (pointer.empty() ? "the file" : pointer) + ": " + what);
}

/// A value of the file and where it stands (RFC 6901). Functions throw Error.
class Place {
 public:
  Place(const Json& value, std::string pointer, const Variable& variable)
      : value_(value), pointer_(std::move(pointer)), variable_(variable) {}

  const Json& value() const { return value_; }
  const std::string& pointer() const { return pointer_; }
  [[noreturn]] void refuse(const std::string& what) const { throw wrong(pointer_, what); }

  /// The member of an object; nothing when it is not there, or null.
  std::optional<Place> member(const std::string& name) const {
    const auto found = value_.find(name);
    if (found == value_.end() || found->is_null()) return {};
    return inside(*found, name);
  }

  /// A text with its variables replaced.
  std::string text() const {
    if (!value_.is_string()) refuse("must be a string");
    auto replaced = replace_variables(value_.get_ref<const std::string&>(), variable_);
    if (!replaced) refuse(replaced.error().what());
    return *std::move(replaced);
  }

  std::vector<std::string> texts() const {
    if (!value_.is_array()) refuse("must be a list of strings");
    std::vector<std::string> all;
    for (std::size_t i = 0; i < value_.size(); ++i) {
      all.push_back(inside(value_[i], std::to_string(i)).text());
    }
    return all;
  }

  std::map<std::string, std::string> named_texts() const {
    require_object();
    std::map<std::string, std::string> all;
    for (const auto& [name, value] : value_.items()) all[name] = inside(value, name).text();
    return all;
  }

  bool flag() const {
    if (!value_.is_boolean()) refuse("must be true or false");
    return value_.get<bool>();
  }

  Era era() const {
    const std::string name = value_.is_string() ? value_.get<std::string>() : "";
    if (name == "automatic") return Era::automatic;
    if (name == "modern") return Era::modern;
    if (name != "legacy") refuse("must be automatic, modern or legacy");
    return Era::legacy;
  }

  std::chrono::milliseconds milliseconds() const {
    const bool fits = value_.is_number_integer() && value_ >= 1 && value_ <= longest_timeout_ms;
    if (!fits) refuse("must be a whole number of milliseconds from 1 to 1800000");
    return std::chrono::milliseconds(value_.get<std::int64_t>());
  }

  void require_object() const {
    if (!value_.is_object()) refuse("must be an object");
  }

  Place inside(const Json& value, const std::string& name) const {
    std::string pointer = pointer_ + '/';
    for (const char c : name) {
      if (c == '~' || c == '/') {
        pointer += c == '~' ? "~0" : "~1";
      } else {
        pointer += c;
      }
    }
    return {value, std::move(pointer), variable_};
  }

 private:
  const Json& value_;
  std::string pointer_;
  const Variable& variable_;
};

// The names are those that other clients take.
enum class Transport { unsaid, stdio, http };

Transport transport_of(const Place& entry) {
  const auto type = entry.member("type");
  if (!type) return Transport::unsaid;
  const std::string name = type->text();
  if (name == "stdio") return Transport::stdio;
  if (name == "http" || name == "streamable-http" || name == "streamableHttp") {
    return Transport::http;
  }
  if (name == "sse") {
    type->refuse(
        "the old HTTP+SSE transport is not supported: use \"http\" with the URL of the server's "
        "Streamable HTTP endpoint, or start it over stdio through a proxy");
  }
  type->refuse("must be \"stdio\" or \"http\", not \"" + name + '"');
}

void read_process(const Place& entry, ServerConfig& config) {
  const auto command = entry.member("command");
  const std::string program = command->text();
  if (program.empty()) command->refuse("must name a program");
  config.command = {program};
  if (const auto arguments = entry.member("args")) {
    for (auto& argument : arguments->texts()) config.command.push_back(std::move(argument));
  }
  if (const auto environment = entry.member("env")) config.environment = environment->named_texts();
  if (const auto directory = entry.member("cwd")) config.directory = directory->text();
}

void read_remote(const Place& entry, ServerConfig& config) {
  const auto url = entry.member("url");
  config.url = url->text();
  if (!config.url.starts_with("http://") && !config.url.starts_with("https://")) {
    url->refuse("must begin with http:// or https://");
  }
  if (const auto headers = entry.member("headers")) {
    const auto texts = headers->named_texts();
    config.headers.assign(texts.begin(), texts.end());
  }
}

void read_transport(const Place& entry, ServerConfig& config) {
  const auto said = transport_of(entry);
  const bool has_command = entry.member("command").has_value();
  const bool has_url = entry.member("url").has_value();
  if (has_command && has_url) entry.refuse("has both `command` and `url`: remove one");
  if (said == Transport::stdio && !has_command) entry.refuse("needs `command` for type stdio");
  if (said == Transport::http && !has_url) entry.refuse("needs `url` for type http");
  if (has_command) return read_process(entry, config);
  if (has_url) return read_remote(entry, config);
  entry.refuse("needs `command` to start a server, or `url` of one that runs");
}

ServerConfig read_entry(const Place& entry, const std::string& name) {
  if (name.empty()) entry.refuse("a server needs a name");
  entry.require_object();
  ServerConfig config{.name = name};
  if (const auto disabled = entry.member("disabled")) config.disabled = disabled->flag();
  if (const auto era = entry.member("era")) config.era = era->era();
  if (const auto timeout = entry.member("timeout")) config.timeout = timeout->milliseconds();
  if (const auto allow = entry.member("allow")) config.allow = allow->texts();
  if (const auto deny = entry.member("deny")) config.deny = deny->texts();
  read_transport(entry, config);
  return config;
}

// One that is not used may be incomplete: its variables need not be set.
bool is_disabled(const Json& entry) {
  return entry.is_object() && entry.value("disabled", Json()) == Json(true);
}

std::vector<ServerConfig> read_file(const Json& file, const Variable& variable) {
  const Variable lenient = [&variable](const std::string& name) {
    return std::optional(variable(name).value_or(""));
  };
  const Place whole(file, "", variable);
  whole.require_object();
  const auto servers = whole.member("mcpServers");
  if (!servers) {
    whole.inside(file, "mcpServers").refuse(R"(is missing: write {"mcpServers": {"name": {...}}})");
  }
  servers->require_object();
  std::vector<ServerConfig> configs;
  const Json& entries = servers->value();
  for (const auto& [name, entry] : entries.items()) {
    const std::string pointer = servers->inside(entry, name).pointer();
    configs.push_back(
        read_entry(Place(entry, pointer, is_disabled(entry) ? lenient : variable), name));
  }
  return configs;
}

}  // namespace

std::string ServerConfig::identity() const {
  const Json what =
      command.empty() ? Json{{"url", url}} : Json{{"command", command}, {"directory", directory}};
  return sha256_hex(to_text(what));
}

Result<std::vector<ServerConfig>> read_server_configs(
    const Json& file,
    const std::function<std::optional<std::string>(const std::string&)>& variable) {
  try {
    return read_file(file, variable);
  } catch (const Error& error) {
    return error;
  }
}

}  // namespace mcp::bridge

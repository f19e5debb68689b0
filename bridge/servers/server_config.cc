#include "bridge/servers/server_config.hpp"

#include <cstdint>

#include "bridge/servers/config_place.hpp"
#include "bytes/digest.hpp"

namespace mcp::bridge {
namespace {

constexpr std::int64_t longest_timeout_ms = 30 * 60 * 1000;

constexpr std::string_view entry_names[] = {"type", "command",  "args",    "env",          "cwd",
                                            "url",  "headers",  "timeout", "startTimeout", "allow",
                                            "deny", "disabled", "era",     "preview"};

Era era_of(const ConfigPlace& place) {
  const std::string name = place.plain_text();
  if (name == "automatic") return Era::automatic;
  if (name == "modern") return Era::modern;
  if (name != "legacy") place.refuse("must be automatic, modern or legacy, not \"" + name + '"');
  return Era::legacy;
}

// The values of `type`, as in the configuration of other clients.
enum class Transport { unsaid, stdio, http, sse };

Transport transport_of(const ConfigPlace& entry) {
  const auto type = entry.member("type");
  if (!type) return Transport::unsaid;
  const std::string name = type->text();
  if (name == "stdio") return Transport::stdio;
  if (name == "http" || name == "streamable-http" || name == "streamableHttp") {
    return Transport::http;
  }
  if (name == "sse") return Transport::sse;
  type->refuse("must be \"stdio\", \"http\" or \"sse\", not \"" + name + '"');
}

// Without `type` the client finds out the transport of a URL.
HttpTransport http_transport(Transport said) {
  if (said == Transport::http) return HttpTransport::streamable;
  return said == Transport::sse ? HttpTransport::sse : HttpTransport::automatic;
}

void read_process(const ConfigPlace& entry, ServerConfig& config) {
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

void read_remote(const ConfigPlace& entry, ServerConfig& config) {
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

void read_transport(const ConfigPlace& entry, ServerConfig& config) {
  const auto said = transport_of(entry);
  const bool has_command = entry.member("command").has_value();
  const bool has_url = entry.member("url").has_value();
  if (has_command && has_url) entry.refuse("has both `command` and `url`: remove one");
  if (said == Transport::stdio && !has_command) entry.refuse("needs `command` for type stdio");
  if (said == Transport::http && !has_url) entry.refuse("needs `url` for type http");
  if (said == Transport::sse && !has_url) entry.refuse("needs `url` for type sse");
  config.transport = http_transport(said);
  if (has_command) return read_process(entry, config);
  if (has_url) return read_remote(entry, config);
  entry.refuse("needs `command` to start a server, or `url` of one that runs");
}

ServerConfig read_entry(const ConfigPlace& entry, const std::string& name) {
  if (name.empty()) entry.refuse("a server needs a name");
  entry.refuse_misspelt(entry_names);
  ServerConfig config{.name = name};
  if (const auto disabled = entry.member("disabled")) config.disabled = disabled->flag();
  if (const auto preview = entry.member("preview")) config.preview = preview->flag();
  if (const auto era = entry.member("era")) config.era = era_of(*era);
  if (const auto timeout = entry.member("timeout")) {
    config.timeout =
        std::chrono::milliseconds(timeout->whole_number(1, longest_timeout_ms, "milliseconds"));
  }
  if (const auto start = entry.member("startTimeout")) {
    config.start_time =
        std::chrono::milliseconds(start->whole_number(1, longest_timeout_ms, "milliseconds"));
  }
  if (const auto allow = entry.member("allow")) config.allow = allow->texts();
  if (const auto deny = entry.member("deny")) config.deny = deny->texts();
  read_transport(entry, config);
  return config;
}

// A disabled entry is not read further: it may be incomplete, and its variables need not be set.
bool is_disabled(const Json& entry) {
  return entry.is_object() && entry.value("disabled", Json()) == Json(true);
}

std::vector<ServerConfig> read_file(const Json& file, const Variable& variable) {
  const Variable lenient = [&variable](const std::string& name) {
    return std::optional(variable(name).value_or(""));
  };
  const ConfigPlace whole(file, "", variable);
  whole.require_object();
  const auto servers = whole.member("mcpServers");
  if (!servers) {
    whole.inside(file, "mcpServers").refuse(R"(is missing: write {"mcpServers": {"name": {...}}})");
  }
  std::vector<ServerConfig> configs;
  for (const auto& [name, entry] : servers->members()) {
    const bool off = is_disabled(entry.value());
    configs.push_back(
        read_entry(ConfigPlace(entry.value(), entry.pointer(), off ? lenient : variable), name));
  }
  return configs;
}

}  // namespace

// Returns only a hash, because values of `env` and `headers` are often secret.
std::string ServerConfig::identity() const {
  const Json what =
      command.empty() ? Json{{"url", url}, {"headers", headers}}
                      : Json{{"command", command}, {"directory", directory}, {"env", environment}};
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

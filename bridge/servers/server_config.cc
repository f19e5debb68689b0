#include "bridge/servers/server_config.hpp"

#include <algorithm>
#include <cstdint>

#include "bridge/servers/config_place.hpp"
#include "bytes/digest.hpp"
#include "text/ascii.hpp"

namespace mcp::bridge {
namespace {

constexpr std::int64_t longest_timeout_ms = 30 * 60 * 1000;

constexpr std::string_view entry_names[] = {"type", "command",  "args",    "env",          "cwd",
                                            "url",  "headers",  "timeout", "startTimeout", "allow",
                                            "deny", "disabled", "era",     "preview",      "auth"};
constexpr std::string_view auth_names[] = {
    "type", "client_id", "client_secret", "private_key", "issuer", "client_metadata_url", "scopes"};

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

AuthType auth_type_of(const ConfigPlace& auth) {
  const auto type = auth.member("type");
  if (!type) return AuthType::oauth;
  const std::string name = type->plain_text();
  if (name == "oauth") return AuthType::oauth;
  if (name == "client_credentials") return AuthType::client_credentials;
  if (name != "none") {
    type->refuse("must be oauth, client_credentials or none, not \"" + name + '"');
  }
  return AuthType::none;
}

// The document must have a path of its own: 2026-07-28 basic/authorization/client-registration.
void check_metadata_url(const ConfigPlace& place, const std::string& url) {
  const auto path = url.find('/', std::string_view("https://").size());
  if (url.starts_with("https://") && path != url.npos && path + 1 < url.size()) return;
  place.refuse("must be the https:// URL of a document, with a path");
}

void check_auth(const ConfigPlace& place, const ServerAuth& auth) {
  const RegisteredClient& client = auth.client;
  const bool has_secret = !client.client_secret.empty() || !client.private_key.empty();
  if (has_secret && client.client_id.empty()) {
    place.refuse("has a `client_secret` or `private_key`, so it needs `client_id`, too");
  }
  if (auth.type == AuthType::client_credentials && !has_secret) {
    place.refuse(
        "needs `client_id`, and `client_secret` or `private_key`, for type client_credentials");
  }
  if (!client.client_secret.empty() && !client.private_key.empty()) {
    place.refuse("has both `client_secret` and `private_key`: remove one");
  }
}

ServerAuth auth_of(const ConfigPlace& place) {
  place.refuse_misspelt(auth_names);
  ServerAuth auth{.type = auth_type_of(place)};
  const auto take = [&](const char* name, std::string& to) {
    if (const auto member = place.member(name)) to = member->text();
  };
  take("client_id", auth.client.client_id);
  take("client_secret", auth.client.client_secret);
  take("private_key", auth.client.private_key);
  take("issuer", auth.client.issuer);
  if (const auto url = place.member("client_metadata_url")) {
    auth.client_metadata_url = url->text();
    check_metadata_url(*url, auth.client_metadata_url);
  }
  if (const auto scopes = place.member("scopes")) auth.scopes = scopes->texts();
  check_auth(place, auth);
  return auth;
}

bool has_authorization(const ServerConfig& config) {
  return std::ranges::any_of(config.headers, [](const auto& header) {
    return ascii::same(header.first, "Authorization");
  });
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
  const auto auth = entry.member("auth");
  if (!auth) return;
  auth->require_object();
  config.auth = auth_of(*auth);
  if (has_authorization(config) && config.auth.type != AuthType::none) {
    auth->refuse("is not used beside a header `Authorization`: remove one");
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
  if (has_command) {
    if (const auto auth = entry.member("auth")) auth->refuse("is for servers with `url` only");
    return read_process(entry, config);
  }
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
  Json what = command.empty()
                  ? Json{{"url", url}, {"headers", headers}}
                  : Json{{"command", command}, {"directory", directory}, {"env", environment}};
  if (!auth.client.client_id.empty()) {
    what["auth"] = {auth.client.client_id, auth.client.client_secret, auth.client.private_key};
  }
  return sha256_hex(to_text(what));
}

bool ServerConfig::needs_tokens() const {
  return command.empty() && auth.type != AuthType::none && !has_authorization(*this);
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

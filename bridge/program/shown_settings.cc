#include "bridge/program/shown_settings.hpp"

#include "bridge/program/known_secrets.hpp"

namespace mcp::bridge {

Json shown(const Settings& settings) {
  const std::vector<std::string> secrets = known_secrets(settings);
  Json servers = Json::array();
  for (const ServerConfig& each : settings.servers) {
    Json headers = Json::array();
    for (const auto& [name, value] : each.headers) headers.push_back(name);
    Json environment = Json::array();
    for (const auto& [name, value] : each.environment) environment.push_back(name);
    servers.push_back({{"name", each.name},
                       {"command", without(secrets, each.command)},
                       {"url", without(secrets, {each.url}).front()},
                       {"headers", std::move(headers)},
                       {"environment", std::move(environment)},
                       {"disabled", each.disabled}});
  }
  return {{"host", settings.host},
          {"port", settings.port},
          {"public_url", settings.public_url},
          {"tls_cert", settings.tls_cert},
          {"projects", settings.projects},
          {"workspace", settings.workspace},
          {"data_dir", settings.data_dir},
          {"api_key", settings.api_key.empty() ? "not set" : "set"},
          {"auth_token", settings.auth_token.empty() ? "not set" : "set"},
          {"base_url", without(secrets, {settings.base_url}).front()},
          {"model", settings.turn.model},
          {"max_rounds", settings.turn.max_rounds},
          {"allowed_origins", settings.allowed_origins},
          {"trusted_origins", settings.trusted_origins},
          {"servers", std::move(servers)}};
}

}  // namespace mcp::bridge

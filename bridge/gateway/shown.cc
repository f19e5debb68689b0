#include "bridge/gateway/shown.hpp"

#include "bridge/usage/money.hpp"
#include "json/members.hpp"
#include "mcp/codec.hpp"
#include "protocol/chunk_meta.hpp"

namespace mcp::bridge {

Json shown(const StoredSession& session) {
  return {{"id", session.id},
          {"project", session.project},
          {"title", session.title},
          {"model", session.model},
          {"created_at", session.created_at},
          {"updated_at", session.updated_at}};
}

Json shown(const StoredRule& rule) {
  return {{"id", rule.id},
          {"decision", encode(rule.effect)},
          {"session", rule.session},
          {"server", rule.server},
          {"identity", rule.identity},
          {"tool", rule.tool},
          {"created_at", rule.created_at}};
}

Json shown_server(const ServerStatus& status, const Services& services) {
  Json server{{"name", status.name},
              {"state", encode(status.state)},
              {"title", status.title},
              {"revision", status.revision},
              {"error", status.error},
              {"tools", status.tools},
              {"retry_in_ms", status.retry_in.count()},
              {"login", nullptr}};
  const LoginStatus& login = status.login;
  if (login.is_possible) {
    server["login"] = {
        {"has_tokens", login.has_tokens}, {"host", login.host}, {"error", login.error}};
  }
  server = services.screen().without_secrets(std::move(server));
  // Added unscreened: the page cannot be opened without each of its parameters.
  if (login.is_possible) server["login"]["url"] = login.is_received ? "" : login.url;
  return server;
}

Json shown_servers(const Services& services) {
  Json servers = Json::array();
  for (const ServerStatus& each : services.servers.status()) {
    servers.push_back(shown_server(each, services));
  }
  return servers;
}

Json shown(const OfferedTool& tool) {
  Json json = encode(tool.tool);
  json["api_name"] = tool.api_name;
  json["server"] = tool.server;
  if (!tool.for_model.problem.empty()) json["left_out"] = tool.for_model.problem;
  return json;
}

Json shown(const BudgetLimits& limits, const BudgetCheck& check) {
  const auto tokens = [](const auto& limit) { return limit ? Json(*limit) : Json(); };
  const auto usd = [](const auto& limit) { return limit ? Json(usd_text(*limit)) : Json(); };
  const char* state = check.state == BudgetState::exceeded ? "exceeded"
                      : check.state == BudgetState::near   ? "near"
                                                           : "ok";
  return {{"state", state},
          {"resets_at", check.resets_at},
          {"soft_tokens", tokens(limits.soft_tokens)},
          {"hard_tokens", tokens(limits.hard_tokens)},
          {"soft_usd", usd(limits.soft_pico)},
          {"hard_usd", usd(limits.hard_pico)}};
}

Json shown(const Progress& progress) {
  Json json{{"progress", progress.progress}};
  if (progress.total) json["total"] = *progress.total;
  if (!progress.message.empty()) json["message"] = progress.message;
  const Json& chunk = member(progress.meta, chunk_key);
  if (chunk.is_object()) json["chunk"] = chunk;
  return json;
}

}  // namespace mcp::bridge

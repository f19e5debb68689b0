#include "bridge/gateway/shown.hpp"

#include "mcp/codec.hpp"

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
          {"decision", rule.decision},
          {"session", rule.session},
          {"server", rule.server},
          {"identity", rule.identity},
          {"tool", rule.tool},
          {"created_at", rule.created_at}};
}

Json shown(const ServerStatus& status) {
  return {{"name", status.name},
          {"state", status.state},
          {"title", status.title},
          {"revision", status.revision},
          {"error", status.error},
          {"tools", status.tools},
          {"retry_in_ms", status.retry_in.count()}};
}

Json shown(const OfferedTool& tool) {
  Json json = encode(tool.tool);
  json["api_name"] = tool.api_name;
  json["server"] = tool.server;
  return json;
}

}  // namespace mcp::bridge

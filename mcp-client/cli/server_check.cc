#include "server_check.hpp"

#include "wire/revisions.hpp"

namespace mcp::cli {

bool sends_log_by_request(const ServerInfo& info) {
  return find_revision(modern_revisions(), info.protocol_version) != nullptr;
}

std::string era_name(const ServerInfo& info) {
  return find_revision(modern_revisions(), info.protocol_version) ? "modern" : "legacy";
}

Json to_json(const ServerCheck& check) {
  return {{"ok", true},
          {"era", era_name(check.info)},
          {"protocolVersion", check.info.protocol_version},
          {"serverInfo", encode(check.info.implementation)},
          {"tools", check.tools},
          {"milliseconds", check.milliseconds}};
}

}  // namespace mcp::cli

#include "describe_servers.hpp"

#include <utility>

namespace mcp::proxy {
namespace {

constexpr const char* via = " via mcp-client proxy";

std::string title_of(const Implementation& implementation) {
  return (implementation.title.empty() ? implementation.name : implementation.title) + via;
}

Json capabilities_of(const ServerInfo& info) {
  Json capabilities =
      info.result.is_object() ? info.result.value("capabilities", Json::object()) : Json::object();
  return capabilities.is_object() ? capabilities : Json::object();
}

GatewayInfo describe_one(const ServerInfo& info, const GatewaySession* session) {
  Implementation implementation = info.implementation;
  if (implementation.name.empty()) implementation.name = "mcp-client-proxy";
  implementation.title = title_of(implementation);
  Json capabilities = capabilities_of(info);
  // Tasks of 2025-11-25 exist only there: both sides must speak it.
  if (!session || session->caller().protocol_version != info.protocol_version) {
    capabilities.erase("tasks");
  }
  return {encode(implementation), std::move(capabilities), info.instructions};
}

}  // namespace

GatewayInfo describe_servers(const std::vector<std::shared_ptr<ServerLink>>& links,
                             const GatewaySession* session) {
  if (links.size() == 1) return describe_one(*links.front()->info(), session);
  // Servers that failed may offer tools later.
  Json capabilities{{"tools", {{"listChanged", true}}}};
  std::string names;
  std::string instructions;
  for (const auto& link : links) {
    names += (names.empty() ? "" : ", ") + link->name();
    const auto info = link->info();
    if (!info) continue;
    Json own = capabilities_of(*info);
    own.erase("tasks");
    capabilities.merge_patch(own);
    if (info->instructions.empty()) continue;
    instructions +=
        (instructions.empty() ? "" : "\n\n") + link->name() + ":\n" + info->instructions;
  }
  const Implementation self{.name = "mcp-client-proxy", .version = "1", .title = names + via};
  return {encode(self), std::move(capabilities), std::move(instructions)};
}

Implementation seen_by_servers(const CallerInfo& client) {
  Implementation self = client.client.value_or(Implementation{"mcp-client-proxy", "1"});
  self.title = title_of(self);
  return self;
}

RelayCall learning_tasks(std::shared_ptr<Directory> directory, RelayCall call) {
  call.present = [directory = std::move(directory), server = call.server,
                  present = std::move(call.present)](Json result) {
    const auto task = result.find("task");
    const Json& state = task != result.end() && task->is_object() ? *task : result;
    const Json id = state.value("taskId", Json());
    if (id.is_string()) directory->add_task(id, server);
    return present ? present(std::move(result)) : result;
  };
  return call;
}

}  // namespace mcp::proxy

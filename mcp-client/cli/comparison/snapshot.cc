#include "comparison/snapshot.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "mcp/never_destroyed.hpp"
#include "recording/script.hpp"
#include "schema/text.hpp"
#include "wire/methods.hpp"

namespace mcp::cli {
namespace {

Json description_of(const ServerInfo& server) {
  return {{"mcpSnapshot", snapshot_version},
          {"protocolVersion", server.protocol_version},
          {"serverInfo", encode(server.implementation)},
          {"capabilities", mcp::to_json(server.capabilities)},
          {"instructions", server.instructions}};
}

// Decoded and encoded again, so that it looks like that of a client.
template <class Item>
void append(Json& list, const Json& result, const char* key) {
  for (const auto& json : result.value(key, Json::array())) {
    if (auto item = decode<Item>(json)) list.push_back(encode(*item));
  }
}

void add_page(Json& snapshot, std::string_view method, const Json& result) {
  if (method == method::tools_list) append<Tool>(snapshot["tools"], result, "tools");
  if (method == method::resources_list) {
    append<Resource>(snapshot["resources"], result, "resources");
  }
  if (method == method::resource_templates_list) {
    append<ResourceTemplate>(snapshot["resourceTemplates"], result, "resourceTemplates");
  }
  if (method == method::prompts_list) append<Prompt>(snapshot["prompts"], result, "prompts");
}

void add_description(Json& snapshot, const Json& header, const Json& result) {
  const auto capabilities = to_server_capabilities(result.value("capabilities", Json::object()));
  ServerInfo server{.protocol_version = header.value("protocolVersion", "")};
  if (capabilities) server.capabilities = *capabilities;
  if (const auto self = decode<Implementation>(header.value("serverInfo", Json::object()))) {
    server.implementation = *self;
  }
  const Json instructions = result.value("instructions", Json());
  if (instructions.is_string()) server.instructions = instructions;
  snapshot.update(description_of(server));
}

Json with_empty_lists() {
  Json snapshot = Json::object();
  for (const auto& [key, what] : snapshot_lists()) snapshot[key] = Json::array();
  return snapshot;
}

}  // namespace

const std::vector<std::pair<const char*, const char*>>& snapshot_lists() {
  static const auto& lists = never_destroyed(
      std::vector<std::pair<const char*, const char*>>{{"tools", "tools"},
                                                       {"resources", "resources"},
                                                       {"resourceTemplates", "resource templates"},
                                                       {"prompts", "prompts"}});
  return lists;
}

Json take_snapshot(Session& session) {
  Client& client = session.client();
  Json snapshot = description_of(client.server_info());
  snapshot["tools"] = encode(client.list_tools(session.call_options()));
  snapshot["resources"] = encode(client.list_resources(session.call_options()));
  snapshot["resourceTemplates"] = encode(client.list_resource_templates(session.call_options()));
  snapshot["prompts"] = encode(client.list_prompts(session.call_options()));
  return snapshot;
}

Json snapshot_of(const Recording& recording) {
  Json snapshot = with_empty_lists();
  std::map<std::string, bool> seen;  // pages that the client requested again count once
  for (const auto& call : calls_of(recording)) {
    if (!call.result()) continue;
    const Json& result = *call.result();
    const bool describes = call.method == method::initialize || call.method == method::discover;
    if (describes) add_description(snapshot, recording.header, result);
    if (!seen.emplace(call.method + mcp::to_text(call.params), true).second) continue;
    add_page(snapshot, call.method, result);
  }
  if (!snapshot.contains("mcpSnapshot")) {
    throw Error(ErrorCode::invalid_params,
                "the recording has no description of a server: the client did not connect");
  }
  return snapshot;
}

void check_snapshot(const Json& snapshot) {
  const auto wrong = [](const std::string& why) {
    return Error(ErrorCode::invalid_params,
                 "not a snapshot: " + why + "; make one with `mcp-client snapshot -- COMMAND`");
  };
  if (!snapshot.is_object() || !snapshot.contains("mcpSnapshot")) {
    throw wrong("it has no member mcpSnapshot");
  }
  if (snapshot["mcpSnapshot"] != snapshot_version) {
    throw wrong("mcpSnapshot must be " + std::to_string(snapshot_version) + ", not " +
                schema::quote(snapshot["mcpSnapshot"]));
  }
  for (const char* key : {"serverInfo", "capabilities"}) {
    if (!snapshot.value(key, Json()).is_object()) {
      throw wrong(std::string(key) + " must be an object");
    }
  }
  for (const auto& [key, what] : snapshot_lists()) {
    const Json list = snapshot.value(key, Json());
    const bool valid = list.is_array() &&
                       std::ranges::all_of(list, [](const Json& item) { return item.is_object(); });
    if (!valid) throw wrong(std::string(key) + " must be an array of objects");
  }
}

}  // namespace mcp::cli

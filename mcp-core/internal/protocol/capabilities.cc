#include "mcp/capabilities.hpp"

#include <string>

namespace mcp {
namespace {

// A capability is declared by the presence of an object; members of the object refine it.
const Json* declared(const Json& parent, const char* name) {
  const auto found = parent.find(name);
  if (found == parent.end() || found->is_null()) return nullptr;
  if (!found->is_object()) {
    throw Error(ErrorCode::invalid_params,
                std::string("capability `") + name + "` must be an object");
  }
  return &*found;
}

bool flag(const Json* capability, const char* name) {
  if (!capability) return false;
  const auto found = capability->find(name);
  return found != capability->end() && *found == true;
}

Json map_of(const Json& parent, const char* name) {
  const Json* value = declared(parent, name);
  return value ? *value : Json();
}

void put_map(Json& object, const char* name, const Json& map) {
  if (!map.empty()) object[name] = map;
}

Json with_flag(const char* name, bool value) {
  Json object = Json::object();
  if (value) object[name] = true;
  return object;
}

template <class T, class Read>
Result<T> read_object(const Json& json, Read read) {
  try {
    if (!json.is_object()) throw Error(ErrorCode::invalid_params, "capabilities must be an object");
    return read(json);
  } catch (const Error& error) {
    return error;
  }
}

ClientCapabilities read_client(const Json& json) {
  ClientCapabilities read;
  if (const Json* elicitation = declared(json, "elicitation")) {
    read.elicitation_url = declared(*elicitation, "url");
    // Clients from before the modes declare form elicitation with an empty object.
    read.elicitation_form = declared(*elicitation, "form") || !read.elicitation_url;
  }
  if (const Json* sampling = declared(json, "sampling")) {
    read.sampling = true;
    read.sampling_tools = declared(*sampling, "tools");
    read.sampling_context = declared(*sampling, "context");
  }
  const Json* roots = declared(json, "roots");
  read.roots = roots;
  read.roots_list_changed = flag(roots, "listChanged");
  read.extensions = map_of(json, "extensions");
  read.experimental = map_of(json, "experimental");
  return read;
}

bool tools_as_tasks(const Json* tasks) {
  const Json* requests = tasks ? declared(*tasks, "requests") : nullptr;
  const Json* tools = requests ? declared(*requests, "tools") : nullptr;
  return tools && declared(*tools, "call");
}

ServerCapabilities read_server(const Json& json) {
  const Json* tasks = declared(json, "tasks");
  const Json* tools = declared(json, "tools");
  const Json* resources = declared(json, "resources");
  const Json* prompts = declared(json, "prompts");
  return {.tools = tools != nullptr,
          .tools_list_changed = flag(tools, "listChanged"),
          .resources = resources != nullptr,
          .resources_list_changed = flag(resources, "listChanged"),
          .resources_subscribe = flag(resources, "subscribe"),
          .prompts = prompts != nullptr,
          .prompts_list_changed = flag(prompts, "listChanged"),
          .completions = declared(json, "completions") != nullptr,
          .logging = declared(json, "logging") != nullptr,
          .task_calls = tools_as_tasks(tasks),
          .task_cancel = tasks && declared(*tasks, "cancel"),
          .task_list = tasks && declared(*tasks, "list"),
          .extensions = map_of(json, "extensions"),
          .experimental = map_of(json, "experimental")};
}

}  // namespace

Json to_json(const ClientCapabilities& capabilities) {
  Json object = Json::object();
  if (capabilities.elicitation_form || capabilities.elicitation_url) {
    Json& elicitation = object["elicitation"] = Json::object();
    if (capabilities.elicitation_form) elicitation["form"] = Json::object();
    if (capabilities.elicitation_url) elicitation["url"] = Json::object();
  }
  if (capabilities.sampling) {
    Json& sampling = object["sampling"] = Json::object();
    if (capabilities.sampling_tools) sampling["tools"] = Json::object();
    if (capabilities.sampling_context) sampling["context"] = Json::object();
  }
  if (capabilities.roots) {
    object["roots"] = with_flag("listChanged", capabilities.roots_list_changed);
  }
  put_map(object, "extensions", capabilities.extensions);
  put_map(object, "experimental", capabilities.experimental);
  return object;
}

Json to_json(const ServerCapabilities& capabilities) {
  Json object = Json::object();
  if (capabilities.tools)
    object["tools"] = with_flag("listChanged", capabilities.tools_list_changed);
  if (capabilities.resources) {
    Json& resources = object["resources"];
    resources = with_flag("listChanged", capabilities.resources_list_changed);
    if (capabilities.resources_subscribe) resources["subscribe"] = true;
  }
  if (capabilities.prompts) {
    object["prompts"] = with_flag("listChanged", capabilities.prompts_list_changed);
  }
  if (capabilities.completions) object["completions"] = Json::object();
  if (capabilities.logging) object["logging"] = Json::object();
  if (capabilities.task_calls) object["tasks"]["requests"]["tools"]["call"] = Json::object();
  if (capabilities.task_cancel) object["tasks"]["cancel"] = Json::object();
  if (capabilities.task_list) object["tasks"]["list"] = Json::object();
  put_map(object, "extensions", capabilities.extensions);
  put_map(object, "experimental", capabilities.experimental);
  return object;
}

Result<ClientCapabilities> to_client_capabilities(const Json& json) {
  return read_object<ClientCapabilities>(json, read_client);
}

Result<ServerCapabilities> to_server_capabilities(const Json& json) {
  return read_object<ServerCapabilities>(json, read_server);
}

Error missing_client_capability(Json required) {
  return Error(ErrorCode::missing_client_capability,
               "The client did not declare a capability that this request needs",
               {{"requiredCapabilities", std::move(required)}});
}

}  // namespace mcp

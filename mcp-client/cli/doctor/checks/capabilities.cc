#include "doctor/checks/groups.hpp"
#include "doctor/judge.hpp"
#include "doctor/meta_names.hpp"
#include "doctor/probes.hpp"
#include "json/members.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr const char* not_stated = "the server does not state its capabilities";

// An empty list from a server without the capability does no harm.
Outcome declared(const Evidence& evidence, const char* capability, const char* probe,
                 const char* list) {
  if (evidence.offers(capability)) return passed();
  if (!evidence.states_capabilities) return skipped(not_stated);
  const auto items = evidence.items(probe, list);
  if (items.empty()) return passed();
  return failed("the capability `" + std::string(capability) + "`",
                std::to_string(items.size()) + " items of " + probe + " without it");
}

Outcome answered(const Evidence& evidence, const char* capability, const char* probe,
                 const char* list) {
  if (!evidence.offers(capability)) return skipped("the capability is not declared");
  const Exchange* exchange = evidence.find(probe);
  if (!exchange) return skipped("not requested");
  if (!exchange->response) return skipped("no response");
  if (member(exchange->result(), list).is_array()) return passed();
  return failed("a result with an array `" + std::string(list) + "`", described(*exchange));
}

Outcome tools_declared(const Evidence& evidence) {
  return declared(evidence, "tools", probe::tools, "tools");
}
Outcome resources_declared(const Evidence& evidence) {
  return declared(evidence, "resources", probe::resources, "resources");
}
Outcome prompts_declared(const Evidence& evidence) {
  return declared(evidence, "prompts", probe::prompts, "prompts");
}
Outcome tools_answered(const Evidence& evidence) {
  return answered(evidence, "tools", probe::tools, "tools");
}
Outcome resources_answered(const Evidence& evidence) {
  return answered(evidence, "resources", probe::resources, "resources");
}
Outcome prompts_answered(const Evidence& evidence) {
  return answered(evidence, "prompts", probe::prompts, "prompts");
}

Outcome completions_declared(const Evidence& evidence) {
  if (evidence.offers("completions")) return passed();
  if (!evidence.states_capabilities) return skipped(not_stated);
  const Exchange* exchange = evidence.find(probe::complete);
  if (!exchange) return skipped("no prompt has arguments");
  const Json& values = member(member(exchange->result(), "completion"), "values");
  if (!values.is_array() || values.empty()) return passed();
  return failed("the capability `completions`", described(*exchange));
}

Outcome logging_declared(const Evidence& evidence) {
  if (evidence.offers("logging")) return passed();
  if (!evidence.states_capabilities) return skipped(not_stated);
  Faults faults("the capability `logging`");
  for (const auto& [name, exchange] : evidence.all()) {
    for (const auto& message : exchange->others) {
      if (view_in(message, "method") == "notifications/message") faults.add(name);
    }
  }
  return faults.outcome();
}

Outcome shape(const Evidence& evidence) {
  Faults faults("each capability is an object whose flags are booleans");
  for (const auto& [name, value] : evidence.capabilities.items()) {
    if (!value.is_object()) {
      faults.add('`' + name + "` is " + quoted(value));
      continue;
    }
    for (const char* flag : {"listChanged", "subscribe"}) {
      if (value.contains(flag) && !value[flag].is_boolean()) {
        faults.add('`' + name + '.' + flag + "` is " + quoted(value[flag]));
      }
    }
  }
  return faults.outcome();
}

Outcome extension_names(const Evidence& evidence) {
  const Json& extensions = member(evidence.capabilities, "extensions");
  if (!extensions.is_object()) return skipped("no extensions are declared");
  Faults faults("names with a prefix, such as `com.example/name`");
  for (const auto& [name, settings] : extensions.items()) {
    if (!is_meta_key(name) || name.find('/') == name.npos) faults.add(quoted(name));
  }
  return faults.outcome();
}

constexpr const char* declare = "Declare the capability: clients do not ask without it.";
constexpr const char* answer = "Answer the list of every capability that is declared.";

constexpr Check checks[] = {
    {"capabilities.shape",
     "Capabilities are objects with boolean flags",
     Level::must,
     Over::any,
     {"schema", "ServerCapabilities", ""},
     {"schema", "ServerCapabilities", ""},
     "Send an object for each capability, which may be empty.",
     shape},
    {"capabilities.tools-declared",
     "A server with tools declares them",
     Level::must,
     Over::any,
     {"server/tools", "Capabilities", "server.tools-04"},
     {"server/tools", "Capabilities", "server.tools-03"},
     declare,
     tools_declared},
    {"capabilities.tools-answered",
     "Declared tools are listed",
     Level::must,
     Over::any,
     {"server/tools", "Capabilities", "server.tools-05"},
     {"schema", "ListToolsResult", ""},
     answer,
     tools_answered},
    {"capabilities.resources-declared",
     "A server with resources declares them",
     Level::must,
     Over::any,
     {"server/resources", "Capabilities", "server.resources-02"},
     {"server/resources", "Capabilities", "server.resources-01"},
     declare,
     resources_declared},
    {"capabilities.resources-answered",
     "Declared resources are listed",
     Level::must,
     Over::any,
     {"server/resources", "Capabilities", "server.resources-03"},
     {"schema", "ListResourcesResult", ""},
     answer,
     resources_answered},
    {"capabilities.prompts-declared",
     "A server with prompts declares them",
     Level::must,
     Over::any,
     {"server/prompts", "Capabilities", "server.prompts-02"},
     {"server/prompts", "Capabilities", "server.prompts-01"},
     declare,
     prompts_declared},
    {"capabilities.prompts-answered",
     "Declared prompts are listed",
     Level::must,
     Over::any,
     {"server/prompts", "Capabilities", "server.prompts-03"},
     {"schema", "ListPromptsResult", ""},
     answer,
     prompts_answered},
    {"capabilities.completions-declared",
     "A server with completions declares them",
     Level::must,
     Over::any,
     {"server/utilities/completion", "Capabilities", "server.utilities.completion-02"},
     {"server/utilities/completion", "Capabilities", "server.utilities.completion-01", 1},
     declare,
     completions_declared},
    {"capabilities.logging-declared",
     "A server that sends log messages declares it",
     Level::must,
     Over::any,
     {"server/utilities/logging", "Capabilities", "server.utilities.logging-02"},
     {"server/utilities/logging", "Capabilities", "server.utilities.logging-01"},
     declare,
     logging_declared},
    {"capabilities.extension-names",
     "Extensions have names with a prefix",
     Level::must,
     Over::any,
     {"basic/versioning", "Extension Negotiation", "basic.versioning-05"},
     {},
     "Name the extension like a `_meta` key, with a prefix of yours.",
     extension_names},
};

}  // namespace

std::span<const Check> capability_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor

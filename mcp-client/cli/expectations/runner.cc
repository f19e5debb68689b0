#include "expectations/runner.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "expectations/check.hpp"
#include "expectations/outcome.hpp"
#include "schema/text.hpp"
#include "wire/revisions.hpp"

namespace mcp::cli {
namespace {

using Failure = std::optional<std::string>;

constexpr std::size_t most_in_name = 80;

const char* era_of(const std::string& version) {
  return find_revision(modern_revisions(), version) ? "modern" : "legacy";
}

std::string quoted(const std::string& text) {
  return schema::quote_name(text);
}

/// The items of a list of the server, by their names.
class Listed {
 public:
  Listed(Json items, const char* identity) : items_(std::move(items)), identity_(identity) {}

  const Json* find(const std::string& name) const {
    const auto found = std::ranges::find_if(
        items_, [&](const Json& item) { return item.value(identity_, Json()) == name; });
    return found == items_.end() ? nullptr : &*found;
  }
  const Json& all() const { return items_; }

 private:
  Json items_;
  const char* identity_;
};

// Whether the item is listed, or not listed, as expected.
Failure presence(const Json& expected, const Json* item, const std::string& what) {
  if (expected.contains("absent")) {
    if (item) return "the server lists " + what + ", but must not";
    return {};
  }
  if (!item) return "the server does not list " + what;
  return {};
}

// Members of the item that must be equal.
Failure plain_members(const Json& expected, const Json& item,
                      std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (!expected.contains(name)) continue;
    const Json value = item.value(name, Json(""));
    if (value != expected[name]) return missing_part(expected[name], value, name);
  }
  return {};
}

Failure checked_member(const Json& expected, const Json& item, const char* name) {
  if (!expected.contains(name)) return {};
  const auto found = item.find(name);
  return failure_of(expected[name], found == item.end() ? nullptr : &*found, name);
}

Failure included_members(const Json& expected, const Json& item,
                         std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (!expected.contains(name)) continue;
    const Json value = item.value(name, Json());
    if (auto failure = missing_part(expected[name], value, name)) return failure;
  }
  return {};
}

class Runner {
 public:
  Runner(Session& session, const Json& document, std::function<void(const CheckResult&)> show)
      : session_(session), document_(document), show_(std::move(show)) {}

  CheckReport run() {
    const auto begin = std::chrono::steady_clock::now();
    check_server();
    check_capabilities();
    check_tools();
    check_resources();
    check_templates();
    check_prompts();
    for (const auto& call : part("calls")) check_call(call);
    report_.duration = std::chrono::steady_clock::now() - begin;
    return std::move(report_);
  }

 private:
  Json part(const char* name) const { return document_.value(name, Json::array()); }

  void add(const char* group, const std::string& name, Failure failure,
           std::chrono::duration<double, std::milli> duration = {}) {
    CheckResult result{group, name, failure.value_or(""), duration};
    show_(result);
    report_.results.push_back(std::move(result));
  }

  void check_server() {
    const Json expected = document_.value("server", Json::object());
    const ServerInfo server = session_.client().server_info();
    const Json actual{{"name", server.implementation.name},
                      {"version", server.implementation.version},
                      {"protocolVersion", server.protocol_version},
                      {"era", era_of(server.protocol_version)}};
    for (const auto& [name, wanted] : expected.items()) {
      if (name == "instructions") {
        const Json text = server.instructions;
        add("server", "server instructions",
            failure_of(wanted, server.instructions.empty() ? nullptr : &text, "instructions"));
      } else {
        add("server", "server " + name + " is " + wanted.get<std::string>(),
            missing_part(wanted, actual[name], name));
      }
    }
  }

  void check_capabilities() {
    const Json declared = mcp::to_json(session_.client().server_info().capabilities);
    const Json expected = document_.value("capabilities", Json::object());
    for (const auto& [name, wanted] : expected.items()) {
      const auto found = declared.find(name);
      Failure failure;
      if (wanted == false) {
        if (found != declared.end()) failure = "the server declares it, but must not";
      } else if (found == declared.end()) {
        failure = "the server does not declare it";
      } else {
        failure = missing_part(wanted, *found, name);
      }
      add("capabilities", "capability " + name + (wanted == false ? " is absent" : ""), failure);
    }
  }

  void check_tools() {
    if (!document_.contains("tools") && !document_.contains("noOtherTools")) return;
    const Listed tools(encode(session_.client().list_tools(session_.call_options())), "name");
    for (const auto& expected : part("tools")) {
      const std::string name = expected["name"];
      const Json* tool = tools.find(name);
      Failure failure = presence(expected, tool, "the tool " + quoted(name));
      if (!failure && tool) failure = plain_members(expected, *tool, {"title"});
      if (!failure && tool) failure = checked_member(expected, *tool, "description");
      if (!failure && tool) {
        failure = included_members(expected, *tool, {"inputSchema", "outputSchema", "annotations"});
      }
      add("tools", "tool " + name + (expected.contains("absent") ? " is absent" : ""), failure);
    }
    if (document_.value("noOtherTools", false)) check_no_other_tools(tools);
  }

  void check_no_other_tools(const Listed& tools) {
    std::vector<std::string> others;
    for (const auto& tool : tools.all()) {
      const Json listed = part("tools");
      const bool expected = std::ranges::any_of(
          listed, [&tool](const Json& each) { return each["name"] == tool["name"]; });
      if (!expected) others.push_back(tool["name"]);
    }
    const std::vector<std::string_view> names(others.begin(), others.end());
    Failure failure;
    if (!names.empty()) failure = "the server also lists " + schema::list_names(names, 5);
    add("tools", "no other tools", failure);
  }

  void check_resources() {
    if (!document_.contains("resources")) return;
    const Listed resources(encode(session_.client().list_resources(session_.call_options())),
                           "uri");
    for (const auto& expected : part("resources")) {
      const std::string uri = expected["uri"];
      const Json* resource = resources.find(uri);
      Failure failure;
      if (!expected.contains("unlisted")) {
        failure = presence(expected, resource, "the resource " + quoted(uri));
      }
      if (!failure && resource) failure = plain_members(expected, *resource, {"name", "mimeType"});
      add("resources", "resource " + uri + (expected.contains("absent") ? " is absent" : ""),
          failure);
      if (!expected.contains("read")) continue;
      const Outcome outcome = outcome_of(session_, [&](const CallOptions& options) {
        return encode(session_.client().read_resource(uri, options));
      });
      add("resources", "read " + uri, failure_of(expected["read"], outcome), outcome.duration);
    }
  }

  void check_templates() {
    if (!document_.contains("resourceTemplates")) return;
    const Listed templates(
        encode(session_.client().list_resource_templates(session_.call_options())), "uriTemplate");
    for (const auto& expected : part("resourceTemplates")) {
      const std::string uri = expected["uriTemplate"];
      const Json* found = templates.find(uri);
      Failure failure = presence(expected, found, "the resource template " + quoted(uri));
      if (!failure && found) failure = plain_members(expected, *found, {"name", "mimeType"});
      add("resourceTemplates",
          "resource template " + uri + (expected.contains("absent") ? " is absent" : ""), failure);
    }
  }

  void check_prompts() {
    if (!document_.contains("prompts")) return;
    const Listed prompts(encode(session_.client().list_prompts(session_.call_options())), "name");
    for (const auto& expected : part("prompts")) {
      const std::string name = expected["name"];
      const Json* prompt = prompts.find(name);
      Failure failure = presence(expected, prompt, "the prompt " + quoted(name));
      if (!failure && prompt) failure = checked_member(expected, *prompt, "description");
      if (!failure && prompt) failure = required_arguments(expected, *prompt);
      add("prompts", "prompt " + name + (expected.contains("absent") ? " is absent" : ""), failure);
      if (expected.contains("get")) check_prompt(name, expected["get"]);
    }
  }

  static Failure required_arguments(const Json& expected, const Json& prompt) {
    if (!expected.contains("requiredArguments")) return {};
    std::vector<std::string> required;
    for (const auto& argument : prompt.value("arguments", Json::array())) {
      if (argument.value("required", false)) required.push_back(argument["name"]);
    }
    auto wanted = expected["requiredArguments"].get<std::vector<std::string>>();
    std::ranges::sort(required);
    std::ranges::sort(wanted);
    return missing_part(Json(wanted).size() == required.size() ? Json(wanted) : Json(),
                        Json(required), "the required arguments");
  }

  void check_prompt(const std::string& name, const Json& get) {
    const auto arguments =
        get.value("arguments", Json::object()).get<std::map<std::string, std::string>>();
    const Outcome outcome = outcome_of(session_, [&](const CallOptions& options) {
      return encode(session_.client().get_prompt(name, arguments, options));
    });
    add("prompts", "get prompt " + name, failure_of(get["expect"], outcome), outcome.duration);
  }

  void check_call(const Json& call) {
    const std::string tool = call["tool"];
    const Json arguments = call.value("arguments", Json::object());
    const Outcome outcome = outcome_of(session_, [&](const CallOptions& options) {
      return encode(session_.client().call_tool(tool, arguments, options));
    });
    const std::string name =
        call.value("title", "call " + tool + ' ' + schema::excerpt(arguments, most_in_name));
    add("calls", name, failure_of(call["expect"], outcome), outcome.duration);
  }

  Session& session_;
  const Json& document_;
  const std::function<void(const CheckResult&)> show_;
  CheckReport report_;
};

}  // namespace

CheckReport run_checks(Session& session, const Json& document,
                       const std::function<void(const CheckResult&)>& show) {
  return Runner(session, document, show).run();
}

}  // namespace mcp::cli

#include <set>

#include "doctor/conversation.hpp"
#include "doctor/probes.hpp"
#include "http/header_value.hpp"
#include "http/mirrored.hpp"
#include "json/members.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr std::size_t most_pages = 50;
constexpr std::size_t most_read = 3;
constexpr const char* no_such = "mcp-doctor-no-such-thing";

void ask_lists(Conversation& talk) {
  ask_list(talk, probe::tools, "tools/list", "tools");
  ask_list(talk, probe::resources, "resources/list", "resources");
  ask_list(talk, probe::templates, "resources/templates/list", "resourceTemplates");
  ask_list(talk, probe::prompts, "prompts/list", "prompts");
}

void ask_resources(Conversation& talk) {
  if (!talk.evidence().offers("resources")) return;
  talk.ask(probe::read_unknown, "resources/read",
           {{"uri", "mcp-doctor://" + std::string(no_such)}});
  std::size_t count = 0;
  for (const auto& resource : talk.evidence().items(probe::resources, "resources")) {
    if (++count > most_read || talk.is_over()) return;
    if (!member(resource, "uri").is_string()) continue;
    talk.ask(probe::read, "resources/read", {{"uri", resource["uri"]}});
  }
}

bool requires_arguments(const Json& prompt) {
  const Json& arguments = member(prompt, "arguments");
  if (!arguments.is_array()) return false;
  for (const auto& argument : arguments) {
    if (member(argument, "required") == true) return true;
  }
  return false;
}

void ask_prompts(Conversation& talk) {
  if (!talk.evidence().offers("prompts")) return;
  talk.ask(probe::prompt_unknown, "prompts/get", {{"name", no_such}});
  bool got = false;
  bool refused = false;
  for (const auto& prompt : talk.evidence().items(probe::prompts, "prompts")) {
    if (!member(prompt, "name").is_string()) continue;
    bool& done = requires_arguments(prompt) ? refused : got;
    if (done) continue;
    done = true;
    talk.ask(&done == &got ? probe::prompt : probe::prompt_incomplete, "prompts/get",
             {{"name", prompt["name"]}});
  }
}

Json completion_of(const std::string& prompt, const std::string& argument) {
  return {{"ref", {{"type", "ref/prompt"}, {"name", prompt}}},
          {"argument", {{"name", argument}, {"value", ""}}}};
}

// Without the capability one request finds out whether the server answers nevertheless.
void ask_completions(Conversation& talk) {
  if (talk.evidence().offers("completions")) {
    talk.ask(probe::complete_unknown, "completion/complete", completion_of(no_such, "none"));
  }
  for (const auto& prompt : talk.evidence().items(probe::prompts, "prompts")) {
    const Json& arguments = member(prompt, "arguments");
    if (!arguments.is_array() || arguments.empty()) continue;
    talk.ask(probe::complete, "completion/complete",
             completion_of(text_in(prompt, "name"), text_in(arguments[0], "name")));
    return;
  }
}

Json schema_of(const Evidence& evidence, const std::string& tool) {
  for (const auto& each : evidence.items(probe::tools, "tools")) {
    if (text_in(each, "name") == tool) return member(each, "inputSchema");
  }
  return nullptr;
}

void ask_call(Conversation& talk) {
  if (!talk.call) return;
  Headers headers;
  const auto marks = http::mirrored_parameters(schema_of(talk.evidence(), talk.call->name));
  if (marks && talk.http()) {
    for (const auto& mark : *marks) {
      const auto value = http::mirrored_value(talk.call->arguments, mark);
      if (value) headers.emplace_back("Mcp-Param-" + mark.header, http::to_header_value(*value));
    }
  }
  talk.ask_with(probe::call, "tools/call",
                {{"name", talk.call->name}, {"arguments", talk.call->arguments}}, headers);
}

void ask_ids(Conversation& talk) {
  const std::string list = talk.evidence().any_list();
  if (list.empty()) return;
  Json message{{"jsonrpc", "2.0"}, {"id", "doctor-1"}, {"method", list}};
  message["params"] = talk.dialect().params(Json::object());
  talk.send(probe::string_id, {.message = std::move(message)});
}

void ask_errors(Conversation& talk) {
  talk.ask(probe::unknown_method, "doctor/noSuchMethod");
  const std::string list = talk.evidence().any_list();
  if (!list.empty()) talk.ask(probe::bad_cursor, list, {{"cursor", no_such}});
}

// What arrives until the next response shows whether the notification was answered.
void ask_notifications(Conversation& talk) {
  const std::string list = talk.evidence().any_list();
  const auto after = [&](const char* probe) {
    if (list.empty()) {
      talk.ask(probe, "doctor/noSuchMethod");
    } else {
      talk.ask(probe, list);
    }
  };
  talk.notify(probe::notification, "notifications/doctorTest", Json::object());
  after(probe::after_notification);
  talk.notify(probe::cancelled, "notifications/cancelled",
              {{"requestId", 987'654}, {"reason", "a test of the doctor"}});
  after(probe::after_cancelled);
}

}  // namespace

void ask_list(Conversation& talk, const std::string& probe, const std::string& method,
              const char* member_name) {
  Json params = Json::object();
  std::set<std::string> cursors;
  for (std::size_t page = 0; page < most_pages && !talk.is_over(); ++page) {
    const Exchange& exchange = talk.ask(probe, method, params);
    const Json& cursor = member(exchange.result(), "nextCursor");
    if (!member(exchange.result(), member_name).is_array() || !cursor.is_string()) return;
    if (!cursors.insert(cursor.get<std::string>()).second) return;
    params = {{"cursor", cursor}};
  }
}

void ask_common(Conversation& talk) {
  ask_lists(talk);
  ask_ids(talk);
  ask_errors(talk);
  ask_resources(talk);
  ask_prompts(talk);
  ask_completions(talk);
  ask_call(talk);
  ask_notifications(talk);
  if (talk.evidence().offers("tools")) ask_list(talk, probe::tools_again, "tools/list", "tools");
}

void ask_last(Conversation& talk) {
  const std::string list = talk.evidence().any_list();
  talk.send(probe::malformed,
            {.text = R"({"jsonrpc":"2.0","id":9999,"method":)",
             .headers = talk.headers(list.empty() ? "tools/list" : list, Json::object(), {})});
  talk.ask(probe::after_malformed, list.empty() ? "doctor/noSuchMethod" : list);
}

}  // namespace mcp::cli::doctor

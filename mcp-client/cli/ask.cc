#include "ask.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <optional>

#include "arguments.hpp"
#include "mcp/schema.hpp"
#include "missing_arguments.hpp"
#include "reply.hpp"
#include "terminal.hpp"
#include "text/unicode.hpp"

namespace mcp::cli {
namespace {

struct Declined {};
struct Cancelled {};

void say(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

/// The descriptor that the person's replies are read from, and when to stop reading.
struct Keyboard {
  int fd;
  std::stop_token stop;
};

// A line that the person types. Throws Cancelled at the end of input or when `stop` is set.
std::string read_line(const Keyboard& keyboard) {
  std::string line;
  while (!keyboard.stop.stop_requested()) {
    pollfd input{keyboard.fd, POLLIN, 0};
    if (::poll(&input, 1, 200) <= 0) continue;
    char c = 0;
    if (::read(keyboard.fd, &c, 1) != 1) throw Cancelled();
    if (c == '\n') return line;
    if (c != '\r') line += c;
  }
  throw Cancelled();
}

// Asks until the reply is one of those offered. Throws Declined or Cancelled for those two replies.
Reply ask_reply(const Keyboard& keyboard, bool may_edit) {
  const std::string offered =
      may_edit ? "[y]es, [e]dit, [d]ecline, [c]ancel" : "[y]es, [d]ecline, [c]ancel";
  say(offered + ": ");
  while (true) {
    switch (parse_reply(read_line(keyboard))) {
      case Reply::no:
        throw Declined();
      case Reply::cancel:
        throw Cancelled();
      case Reply::yes:
        return Reply::yes;
      case Reply::edit:
        if (may_edit) return Reply::edit;
        break;
      case Reply::unknown:
        break;
    }
    say("Please type one of " + offered + ": ");
  }
}

std::string text_member(const Json& schema, const char* key) {
  const Json value = schema.is_object() ? schema.value(key, Json()) : Json();
  return value.is_string() ? one_line(value.get<std::string>()) : std::string();
}

// A member that is a list; anything else is an empty one.
Json list_member(const Json& schema, const char* key) {
  Json value = schema.is_object() ? schema.value(key, Json()) : Json();
  return value.is_array() ? value : Json::array();
}

// The values that a field may have, with the titles that they are shown under.
std::vector<std::pair<Json, std::string>> choices(const Json& schema) {
  std::vector<std::pair<Json, std::string>> all;
  const Json& items = schema.contains("items") ? schema["items"] : schema;
  for (const char* key : {"oneOf", "anyOf"}) {
    const Json list = list_member(items, key);
    for (const auto& choice : list) {
      if (!choice.is_object() || !choice.contains("const")) continue;
      all.emplace_back(choice["const"], text_member(choice, "title"));
    }
  }
  const Json names = list_member(schema, "enumNames");
  const Json values = list_member(items, "enum");
  for (std::size_t i = 0; i < values.size(); ++i) {
    all.emplace_back(values[i], i < names.size() ? one_line(to_text(names[i])) : std::string());
  }
  return all;
}

std::string hint(const Json& schema) {
  std::string text;
  for (const auto& [value, title] : choices(schema)) {
    const std::string shown = value.is_string() ? value.get<std::string>() : to_text(value);
    text +=
        (text.empty() ? "" : ", ") + one_line(shown) + (title.empty() ? "" : " (" + title + ")");
  }
  if (text.empty()) text = text_member(schema, "type");
  if (schema.contains("items")) text = "several of " + text + ", comma separated";
  if (schema.contains("default")) text += "; default " + one_line(to_text(schema["default"]));
  return text;
}

// A list is typed as JSON, or with commas between its items.
Json to_value(const std::string& line, const Json& schema) {
  const bool is_list = schema.is_object() && schema.value("type", Json()) == Json("array");
  if (!is_list || line.starts_with('[')) return parse_value(line, schema).value();
  const Json item_schema = schema.value("items", Json());
  const bool typed_items = item_schema.is_object() && item_schema.contains("type");
  Json values = Json::array();
  for (std::size_t at = 0; at <= line.size();) {
    const auto comma = std::min(line.find(',', at), line.size());
    std::string item = line.substr(at, comma - at);
    item.erase(0, item.find_first_not_of(' '));
    if (!item.empty()) {
      values.push_back(typed_items ? parse_value(item, item_schema).value() : Json(item));
    }
    at = comma + 1;
  }
  return values;
}

void check(const Json& value, const Json& schema) {
  const auto validator = SchemaValidator::compile(schema).value();
  const auto violations = validator.violations(value);
  if (!violations.empty()) throw Error(ErrorCode::invalid_params, violations[0].message);
}

// Empty: the person leaves the field out.
std::optional<Json> ask_field(const std::string& name, const Json& schema, bool required,
                              const Keyboard& keyboard) {
  const std::string title = text_member(schema, "title");
  say("  " + bold(title.empty() ? one_line(name) : title) + (required ? "" : " (optional)"));
  if (const auto text = text_member(schema, "description"); !text.empty()) say(" - " + text);
  say("\n  [" + hint(schema) + "] ");
  while (true) {
    const std::string line = read_line(keyboard);
    if (line == "!decline") throw Declined();
    if (line == "!cancel") throw Cancelled();
    if (line.empty() && schema.contains("default")) return schema["default"];
    if (line.empty() && !required) return std::nullopt;
    try {
      Json value = to_value(line, schema);
      check(value, schema);
      return value;
    } catch (const Error& error) {
      say("  " + one_line(error.what()) + "; try again: ");
    }
  }
}

Json ask_form(const Json& schema, const Keyboard& keyboard) {
  const Json required = schema.value("required", Json::array());
  Json content = Json::object();
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [name, field] : properties.items()) {
    const bool must = std::find(required.begin(), required.end(), Json(name)) != required.end();
    if (auto value = ask_field(name, field, must, keyboard)) content[name] = *std::move(value);
  }
  return content;
}

ElicitResult fill_in(const Elicitation& elicitation, const Keyboard& keyboard) {
  say("Answer, or type !decline or !cancel.\n");
  while (true) {
    Json content = ask_form(elicitation.requested_schema, keyboard);
    say("Send " + one_line(to_text(content)) + "? ");
    if (ask_reply(keyboard, true) == Reply::yes) return {ElicitAction::accept, std::move(content)};
  }
}

std::string host_of(const std::string& url) {
  const auto start = url.find("://");
  if (start == std::string::npos) return url;
  const auto host = url.substr(start + 3);
  return host.substr(0, host.find_first_of("/?#"));
}

ElicitResult offer_url(const Elicitation& elicitation, const Keyboard& keyboard) {
  const std::string host = host_of(elicitation.url);
  say("  It wants you to open this address on " + bold(one_line(host)) + ":\n  " +
      one_line(elicitation.url) + '\n');
  if (host.find("xn--") != std::string::npos) {
    say("  Careful: the name uses letters that may look like others.\n");
  }
  say("Open it yourself in a browser if you trust it. Done, or will do? ");
  ask_reply(keyboard, false);
  return {ElicitAction::accept, std::nullopt};
}

// A schema that refers to others (`$ref`) cannot be checked alone; the server checks it.
Json for_one_argument(const Tool& tool, const std::string& name) {
  const Json properties = tool.input_schema.value("properties", Json());
  const Json schema = properties.is_object() ? properties.value(name, Json()) : Json();
  return schema.is_object() && SchemaValidator::compile(schema) ? schema : Json::object();
}

}  // namespace

Json ask_arguments(const Tool& tool, Json given, std::stop_token stop, int input) {
  const Keyboard keyboard{input, std::move(stop)};
  say(bold(one_line(tool.name)) + " requires more arguments; type them, or !cancel.\n");
  try {
    for (const auto& name : missing_arguments(tool, given)) {
      given[name] = *ask_field(name, for_one_argument(tool, name), true, keyboard);
    }
  } catch (const Declined&) {
    throw Error(ErrorCode::request_cancelled, "cancelled");
  } catch (const Cancelled&) {
    throw Error(ErrorCode::request_cancelled, "cancelled");
  }
  return given;
}

ElicitResult ask(const std::string& server, const Elicitation& elicitation, std::stop_token stop,
                 int input) {
  const Keyboard keyboard{input, std::move(stop)};
  say('\n' + bold(one_line(server)) + " asks: " + safe_to_show(elicitation.message) + '\n');
  try {
    return elicitation.url.empty() ? fill_in(elicitation, keyboard)
                                   : offer_url(elicitation, keyboard);
  } catch (const Declined&) {
    return {ElicitAction::decline, std::nullopt};
  } catch (const Cancelled&) {
    return {ElicitAction::cancel, std::nullopt};
  }
}

}  // namespace mcp::cli

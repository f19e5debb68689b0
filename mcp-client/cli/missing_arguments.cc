#include "missing_arguments.hpp"

#include <algorithm>
#include <cstddef>

#include "configurations/shown_server.hpp"
#include "schema/text.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

constexpr std::size_t most_listed = 50;
constexpr std::size_t longest_description = 200;

Json member(const Json& json, const char* name) {
  return json.is_object() ? json.value(name, Json()) : Json();
}

Json property_of(const Tool& tool, const std::string& name) {
  return member(member(tool.input_schema, "properties"), name.c_str());
}

std::string type_of_property(const Json& schema) {
  const Json choices = member(schema, "enum");
  if (choices.is_array() && !choices.empty() && choices.size() <= 10) {
    std::string text;
    for (const Json& each : choices) {
      text += (text.empty() ? "" : "|") +
              (each.is_string() ? each.get<std::string>() : mcp::to_text(each));
    }
    return text;
  }
  const Json type = member(schema, "type");
  return type.is_string() ? type.get<std::string>() : "";
}

// A value of the right kind; a text as the user would type it.
std::string example_value(const std::string& name, const Json& schema) {
  const auto as_typed = [](const Json& value) {
    return value.is_string() ? value.get<std::string>() : mcp::to_text(value);
  };
  if (schema.is_object() && schema.contains("default")) return as_typed(schema["default"]);
  for (const char* list : {"examples", "enum"}) {
    const Json values = member(schema, list);
    if (values.is_array() && !values.empty()) return as_typed(values[0]);
  }
  const Json type = member(schema, "type");
  if (type == "integer" || type == "number") return "1";
  if (type == "boolean") return "true";
  if (type == "array") return "[]";
  if (type == "object") return "{}";
  std::string upper = name;
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return upper;
}

// A word for a shell.
std::string shell_word(const std::string& word) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,";
  if (!word.empty() && word.find_first_not_of(plain) == word.npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? "'\\''" : std::string(1, c);
  return text + "'";
}

std::string server_as_words(const ServerSettings& server) {
  if (server.uses_http()) return " --url " + shell_word(shown_url(server.url));
  std::string text = " --";
  for (const auto& word : shown_command(server.command)) text += ' ' + shell_word(word);
  return text;
}

std::string given_words(const Json& arguments) {
  std::string text;
  for (const auto& [name, value] : arguments.items()) {
    const bool is_text = value.is_string();
    text += ' ' + shell_word(name + (value.is_structured() ? ":=" : "=") +
                             schema::clip(is_text ? value.get<std::string>() : mcp::to_text(value),
                                          longest_description));
  }
  return text;
}

std::string example_line(const Tool& tool, const Json& arguments,
                         const std::vector<std::string>& missing, const Settings& settings) {
  const ServerSettings& server = settings.server;
  std::string text = "mcp-client";
  if (server.is_configured()) text += ' ' + shell_word(server.configured_name);
  text += " call " + shell_word(tool.name) + given_words(arguments);
  for (const auto& name : missing) {
    text += ' ' + shell_word(name + '=' + example_value(name, property_of(tool, name)));
  }
  return text + (server.is_configured() ? "" : server_as_words(server));
}

}  // namespace

std::vector<std::string> missing_arguments(const Tool& tool, const Json& arguments) {
  std::vector<std::string> missing;
  const Json required = member(tool.input_schema, "required");
  if (!required.is_array()) return missing;
  for (const Json& name : required) {
    if (!name.is_string() || arguments.contains(name.get<std::string>())) continue;
    if (missing.size() < most_listed) missing.push_back(name.get<std::string>());
  }
  return missing;
}

std::string explain_missing(const Tool& tool, const Json& arguments, const Settings& settings) {
  const auto missing = missing_arguments(tool, arguments);
  std::string text = "the tool " + schema::quote_name(tool.name) + " requires " +
                     schema::count_of(missing.size(), "more argument", "more arguments") + ':';
  for (const auto& name : missing) {
    const Json schema = property_of(tool, name);
    const std::string type = type_of_property(schema);
    const Json description = member(schema, "description");
    text += "\n  " + one_line(name) + (type.empty() ? "" : " (" + one_line(type) + ')');
    if (description.is_string() && !description.get<std::string>().empty()) {
      text += " - " + schema::clip(one_line(description.get<std::string>()), longest_description);
    }
  }
  return text + "\nfor example: " + one_line(example_line(tool, arguments, missing, settings)) +
         "\n(--args '{}' calls it without them)";
}

}  // namespace mcp::cli

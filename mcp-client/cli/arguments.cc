#include "arguments.hpp"

#include <fstream>
#include <sstream>

#include "json/parse.hpp"

namespace mcp::cli {
namespace {

struct Word {
  std::string key;
  std::string value;
  bool is_json = false;
};

Error wrong(const std::string& word, const std::string& why) {
  return Error(ErrorCode::invalid_params, "argument `" + word + "`: " + why);
}

Word split(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw wrong(text, "write key=value, or key:=JSON");
  }
  Word word{text.substr(0, equals), text.substr(equals + 1)};
  word.is_json = word.key.ends_with(':');
  if (word.is_json) word.key.pop_back();
  return word;
}

std::string read_file(const std::string& word, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw wrong(word, "cannot read the file `" + path + '`');
  std::ostringstream content;
  content << file.rdbuf();
  return std::move(content).str();
}

Json read_json(const std::string& word, const std::string& text) {
  auto value = json::parse(text);
  if (!value) throw wrong(word, value.error().what());
  return *std::move(value);
}

std::string type_of(const Json& schema) {
  const Json type = schema.is_object() ? schema.value("type", Json()) : Json();
  if (type.is_string()) return type;
  // Of several types the first that says something.
  if (type.is_array()) {
    for (const auto& one : type) {
      if (one.is_string() && one != "null") return one;
    }
  }
  return schema.is_object() && schema.contains("enum") ? "string" : "";
}

Json schema_of_key(const Json& schema, const std::string& key) {
  const Json properties = schema.is_object() ? schema.value("properties", Json()) : Json();
  return properties.is_object() ? properties.value(key, Json()) : Json();
}

Json value_of(const Word& word, const std::string& text, const Json& schema) {
  if (word.is_json) return read_json(text, word.value);
  if (word.value.starts_with('@')) return read_file(text, word.value.substr(1));
  auto value = parse_value(word.value, schema);
  if (!value) throw wrong(text, value.error().what());
  return *std::move(value);
}

void add(Json& arguments, const std::string& key, Json value, bool is_array) {
  const auto there = arguments.find(key);
  if (there != arguments.end()) {
    if (!there->is_array()) *there = Json::array({*there});
    there->push_back(std::move(value));
  } else {
    arguments[key] =
        is_array && !value.is_array() ? Json::array({std::move(value)}) : std::move(value);
  }
}

Json parse_all(const std::vector<std::string>& words, const Json& schema) {
  Json arguments = Json::object();
  for (const auto& text : words) {
    const Word word = split(text);
    Json property = schema_of_key(schema, word.key);
    const bool is_array = type_of(property) == "array";
    const bool whole = word.is_json || word.value.starts_with('[');
    if (is_array && !whole) property = property.value("items", Json());
    add(arguments, word.key, value_of(word, text, property), is_array);
  }
  return arguments;
}

}  // namespace

Result<Json> parse_value(const std::string& text, const Json& schema) {
  const std::string type = type_of(schema);
  if (type == "string") return Json(text);
  if (type.empty()) {
    auto value = json::parse(text);
    return value ? *value : Json(text);
  }
  if (type == "boolean") {
    if (text == "yes" || text == "y") return Json(true);
    if (text == "no" || text == "n") return Json(false);
  }
  auto value = json::parse(text);
  if (!value) {
    return Error(ErrorCode::invalid_params, "must be of type " + type + ", not `" + text + '`');
  }
  return value;
}

Result<Json> parse_arguments(const std::vector<std::string>& words, const Json& schema) {
  try {
    return parse_all(words, schema);
  } catch (const Error& error) {
    return error;
  }
}

Result<std::map<std::string, std::string>> parse_prompt_arguments(
    const std::vector<std::string>& words) {
  const Json all_strings{{"type", "string"}};
  std::map<std::string, std::string> arguments;
  try {
    for (const auto& text : words) {
      const Word word = split(text);
      arguments[word.key] = value_of({word.key, word.value}, text, all_strings);
    }
    return arguments;
  } catch (const Error& error) {
    return error;
  }
}

}  // namespace mcp::cli

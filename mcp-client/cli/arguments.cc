#include "arguments.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "json/parse.hpp"
#include "schema/text.hpp"

namespace mcp::cli {
namespace {

constexpr std::size_t most_quoted = 200;

/// An argument as it is written on the command line.
struct Word {
  std::string key;
  std::string value;
  bool is_json = false;
};

Error wrong(const std::string& word, const std::string& why) {
  return Error(ErrorCode::invalid_params,
               "argument `" + schema::clip(word, most_quoted) + "`: " + why);
}

Word split(const std::string& text, const char* form) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw wrong(text, "must be " + std::string(form));
  }
  Word word{text.substr(0, equals), text.substr(equals + 1)};
  word.is_json = word.key.ends_with(':');
  if (word.is_json) word.key.pop_back();
  return word;
}

std::string content_of(const std::string& word, const std::string& path) {
  auto content = read_file(path);
  if (!content) throw wrong(word, content.error().what());
  return *std::move(content);
}

Json read_json(const Word& word, const std::string& text) {
  auto value = json::parse(word.value);
  if (value) return *std::move(value);
  throw wrong(text,
              std::string(value.error().what()) + "; for plain text write " + word.key + "=TEXT");
}

std::string type_of(const Json& schema) {
  const Json type = schema.is_object() ? schema.value("type", Json()) : Json();
  if (type.is_string()) return type;
  // Of several types, the first that is not "null".
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
  if (word.is_json) return read_json(word, text);
  if (word.value.starts_with('@')) return content_of(text, word.value.substr(1));
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
    const Word word = split(text, "key=value, key:=JSON or key=@FILE");
    Json property = schema_of_key(schema, word.key);
    const bool is_array = type_of(property) == "array";
    const bool whole = word.is_json || word.value.starts_with('[');
    if (is_array && !whole) property = property.value("items", Json());
    add(arguments, word.key, value_of(word, text, property), is_array);
  }
  return arguments;
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  const auto cannot = [&path](int error) {
    return Error(ErrorCode::invalid_params,
                 "cannot read the file `" + path + "`: " + std::strerror(error));
  };
  std::ifstream file(path, std::ios::binary);
  if (!file) return cannot(errno);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return cannot(EISDIR);
  std::ostringstream content;
  content << file.rdbuf();
  return std::move(content).str();
}

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
    return Error(ErrorCode::invalid_params,
                 "must be of type " + type + ", not `" + schema::clip(text, most_quoted) + '`');
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
      const Word word = split(text, "key=value or key=@FILE");
      arguments[word.key] = value_of({word.key, word.value}, text, all_strings);
    }
    return arguments;
  } catch (const Error& error) {
    return error;
  }
}

}  // namespace mcp::cli

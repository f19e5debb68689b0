#include "http/mirrored.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <set>

#include "text/ascii.hpp"
#include "wire/methods.hpp"

namespace mcp::http {
namespace {

constexpr const char* mark = "x-mcp-header";
constexpr std::int64_t largest_integer = (std::int64_t{1} << 53) - 1;
constexpr std::size_t max_depth = 64;

bool is_one_of(std::string_view key, std::initializer_list<std::string_view> keys) {
  return std::ranges::find(keys, key) != keys.end();
}

// The number of `x-mcp-header` marks in the schema, including those in invalid places.
std::size_t count_marks(const Json& schema, std::size_t depth = 0) {
  if (!schema.is_structured() || depth > max_depth) return 0;
  std::size_t count = schema.is_object() && schema.contains(mark) ? 1 : 0;
  for (const auto& member : schema.items()) {
    const Json& value = member.value();
    const bool keyword = schema.is_object();
    // Values, not schemas.
    if (keyword && is_one_of(member.key(), {mark, "const", "enum", "default", "examples"}))
      continue;
    if (keyword && is_one_of(member.key(), {"properties", "patternProperties", "$defs",
                                            "definitions", "dependentSchemas"})) {
      for (const Json& each : value) count += count_marks(each, depth + 1);
    } else {
      count += count_marks(value, depth + 1);
    }
  }
  return count;
}

class Marks {
 public:
  void collect(const Json& schema, std::vector<std::string>& path) {
    const auto properties = schema.find("properties");
    if (properties == schema.end() || !properties->is_object() || path.size() > max_depth) return;
    for (const auto& member : properties->items()) {
      const Json& property = member.value();
      if (!property.is_object()) continue;
      path.push_back(member.key());
      // A property may itself be named `x-mcp-header`.
      if (const auto found = property.find(mark); found != property.end()) {
        add(*found, property, path);
      }
      collect(property, path);
      path.pop_back();
    }
  }

  Result<std::vector<MirroredParameter>> result(std::size_t expected) && {
    if (!wrong_.empty()) return Error(ErrorCode::invalid_params, wrong_);
    if (found_.size() != expected) {
      return Error(ErrorCode::invalid_params,
                   "x-mcp-header is allowed only on properties that `properties` alone lead to");
    }
    return std::move(found_);
  }

 private:
  void add(const Json& header, const Json& property, const std::vector<std::string>& path) {
    if (!header.is_string() || !ascii::is_token(header.get_ref<const std::string&>())) {
      return refuse("x-mcp-header must be a name for an HTTP header", path);
    }
    const auto type = property.find("type");
    const bool primitive =
        type != property.end() && (*type == "string" || *type == "integer" || *type == "boolean");
    if (!primitive) {
      return refuse("x-mcp-header is for parameters of type string, integer or boolean", path);
    }
    const auto& name = header.get_ref<const std::string&>();
    if (!names_.insert(ascii::lower(name)).second) {
      return refuse("x-mcp-header `" + name + "` is used twice", path);
    }
    found_.push_back({name, path, type->get<std::string>()});
  }

  void refuse(std::string why, const std::vector<std::string>& path) {
    if (!wrong_.empty()) return;
    wrong_ = std::move(why) + ": `";
    for (const auto& name : path) wrong_ += (name == path.front() ? "" : ".") + name;
    wrong_ += '`';
  }

  std::vector<MirroredParameter> found_;
  std::set<std::string> names_;
  std::string wrong_;
};

const Json* value_at(const Json& arguments, const std::vector<std::string>& path) {
  const Json* value = &arguments;
  for (const auto& name : path) {
    if (!value->is_object()) return nullptr;
    const auto member = value->find(name);
    if (member == value->end()) return nullptr;
    value = &*member;
  }
  return value;
}

std::optional<double> to_number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<std::string> mirrored_name(std::string_view method, const Json& params) {
  const char* source = nullptr;
  if (method == method::tools_call || method == method::prompts_get) source = "name";
  if (method == method::resources_read) source = "uri";
  if (method == method::tasks_get || method == method::tasks_update ||
      method == method::tasks_cancel) {
    source = "taskId";
  }
  if (source == nullptr || !params.is_object()) return std::nullopt;
  const auto name = params.find(source);
  if (name == params.end() || !name->is_string()) return std::nullopt;
  return name->get<std::string>();
}

Result<std::vector<MirroredParameter>> mirrored_parameters(const Json& input_schema) {
  Marks marks;
  std::vector<std::string> path;
  if (input_schema.is_object()) marks.collect(input_schema, path);
  return std::move(marks).result(count_marks(input_schema));
}

namespace {

// Whether a double holds the integer exactly. Spec: 2026-07-28 server/tools, x-mcp-header.
bool is_safe(const Json& integer) {
  if (integer.is_number_unsigned()) {
    return integer.get<std::uint64_t>() <= static_cast<std::uint64_t>(largest_integer);
  }
  const auto number = integer.get<std::int64_t>();
  return number >= -largest_integer && number <= largest_integer;
}

}  // namespace

std::optional<std::string> mirrored_value(const Json& arguments,
                                          const MirroredParameter& parameter) {
  const Json* value = value_at(arguments, parameter.path);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return value->get<std::string>();
  if (value->is_boolean()) return value->get<bool>() ? "true" : "false";
  if (value->is_number_integer()) {
    return is_safe(*value) ? std::optional(value->dump()) : std::nullopt;
  }
  if (value->is_number_float()) {
    const double number = value->get<double>();
    const bool safe = std::abs(number) <= static_cast<double>(largest_integer);
    if (safe && number == std::trunc(number)) return std::to_string(std::llround(number));
  }
  return std::nullopt;
}

bool mirrors(std::string_view header, std::string_view value, const MirroredParameter& parameter) {
  if (header == value) return true;
  if (parameter.type != "integer") return false;
  const auto said = to_number(header);
  const auto meant = to_number(value);
  return said && meant && *said == *meant;
}

}  // namespace mcp::http

#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "mcp/codec.hpp"
#include "mcp/never_destroyed.hpp"

namespace mcp {

/// One JSON Schema keyword added to the schema of a field, as in `Keyword{"pattern", "^[a-z]+$"}`.
struct Keyword {
  std::string name;
  Json value;
};

/// The most common keywords.
namespace keyword {

inline Keyword min_length(std::size_t characters) {
  return {"minLength", characters};
}
inline Keyword max_length(std::size_t characters) {
  return {"maxLength", characters};
}
inline Keyword pattern(std::string regex) {
  return {"pattern", std::move(regex)};
}
/// "email", "uri", "date", "date-time"…: a hint, not checked (JSON Schema 2020-12
/// validation 7.2.1).
inline Keyword format(std::string name) {
  return {"format", std::move(name)};
}
inline Keyword minimum(Json number) {
  return {"minimum", std::move(number)};
}
inline Keyword maximum(Json number) {
  return {"maximum", std::move(number)};
}
inline Keyword min_items(std::size_t count) {
  return {"minItems", count};
}
inline Keyword max_items(std::size_t count) {
  return {"maxItems", count};
}
inline Keyword title(std::string text) {
  return {"title", std::move(text)};
}
inline Keyword one_of(std::initializer_list<const char*> values) {
  return {"enum", Json(std::vector<std::string>(values.begin(), values.end()))};
}

}  // namespace keyword

namespace detail {

/// Types that are compared by their JSON: the == of an array or a variant may not compile for its
/// items, and two paths with different texts may be equal.
template <class M>
inline constexpr bool compared_as_json = false;
template <class T, std::size_t N>
inline constexpr bool compared_as_json<std::array<T, N>> = true;
template <class... Ts>
inline constexpr bool compared_as_json<std::variant<Ts...>> = true;
template <>
inline constexpr bool compared_as_json<std::filesystem::path> = true;

/// Whether a field has its initial value. Lists, sets and maps have it when they are empty; a type
/// that cannot be compared never has it.
template <class M>
bool is_initial(const M& value, const M& initial) {
  if constexpr (compared_as_json<M>) {
    return Codec<M>::encode(value) == Codec<M>::encode(initial);
  } else if constexpr (requires { value.has_value(); }) {
    return !value.has_value();
  } else if constexpr (requires {
                         typename M::value_type;
                         value.empty();
                       } &&
                       !std::same_as<M, std::string> && !std::same_as<M, std::string_view> &&
                       !std::same_as<M, Json>) {
    return value.empty();
  } else if constexpr (std::equality_comparable<M>) {
    return value == initial;
  } else {
    return false;
  }
}

/// The schema of an optional field. Null is added only to an `anyOf` schema: the server drops null
/// from fields whose schema has `type`, and a form must not have `anyOf`.
template <class M>
Json optional_field_schema() {
  Json schema;
  if constexpr (requires { Codec<M>::schema_of_value(); }) {
    schema = Codec<M>::schema_of_value();
  } else {
    schema = Codec<M>::schema();
  }
  return schema.contains("anyOf") ? nullable(std::move(schema)) : schema;
}

/// The description of a field, followed by that of its type if it has one: "How long to wait (in
/// seconds)".
inline std::string field_description(std::string_view field, const Json& schema) {
  std::string text(field);
  const auto found = schema.find("description");
  if (found == schema.end() || !found->is_string()) return text;
  const auto& of_type = found->get_ref<const std::string&>();
  const bool is_included = text.find(of_type) != std::string::npos;
  return is_included ? text : text + " (" + of_type + ')';
}

}  // namespace detail

/// The JSON object that represents a struct, field by field. A struct that has
///
///     struct Greet {
///       std::string name;
///       int times = 1;
///       static mcp::Object<Greet> describe() {
///         return mcp::Object<Greet>()
///             .required("name", &Greet::name, "Who to greet", mcp::keyword::min_length(1))
///             .optional("times", &Greet::times, "How often", mcp::keyword::maximum(10));
///       }
///     };
///
/// can be the arguments of a tool, its structured result, or a form that a user fills in.
template <class T>
class Object {
 public:
  /// A required field. In the schema, `description` is followed by that of the type, such as the
  /// unit of a duration.
  template <class M, std::same_as<Keyword>... Keywords>
  Object& required(std::string name, M T::*member, std::string_view description,
                   const Keywords&... keywords) {
    return add(std::move(name), member, description, true, {keywords...});
  }

  /// An optional field; `decode` treats null as absent. The default is the member's initial value;
  /// `encode` omits the field when it has that value.
  template <class M, std::same_as<Keyword>... Keywords>
  Object& optional(std::string name, M T::*member, std::string_view description,
                   const Keywords&... keywords) {
    return add(std::move(name), member, description, false, {keywords...});
  }

  /// Accepts and ignores fields that are not described.
  Object& open() {
    open_ = true;
    return *this;
  }

  /// The names of the fields, in the order in which they were described.
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& field : fields_) names.push_back(field.name);
    return names;
  }

  Json schema() const {
    Json properties = Json::object();
    Json required = Json::array();
    for (const auto& field : fields_) {
      properties[field.name] = field.schema;
      if (field.required) required.push_back(field.name);
    }
    Json schema{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) schema["required"] = std::move(required);
    if (!open_) schema["additionalProperties"] = false;
    return schema;
  }

  Json encode(const T& value) const {
    Json object = Json::object();
    for (const auto& field : fields_) field.write(value, object);
    return object;
  }

  T decode(const Json& json) const {
    if (!json.is_object()) reject(json, "an object");
    T value{};
    for (const auto& field : fields_) {
      const auto found = json.find(field.name);
      // Many programs write null for an absent field.
      const bool is_there = found != json.end() && (field.required || !found->is_null());
      if (is_there) {
        read(field, *found, value);
      } else if (field.required) {
        throw Error(ErrorCode::invalid_params, "missing required property `" + field.name + "`");
      }
    }
    return value;
  }

  /// Throws `invalid_params` when an object has a field that is not described, unless `open()`.
  /// `decode` ignores such fields: a server has validated the arguments against the schema before.
  void reject_unknown(const Json& json) const {
    if (open_ || !json.is_object()) return;
    for (const auto& [name, value] : json.items()) {
      if (std::ranges::find(fields_, name, &Field::name) != fields_.end()) continue;
      throw Error(ErrorCode::invalid_params, "unknown property `" + name + '`');
    }
  }

 private:
  struct Field {
    std::string name;
    bool required;
    Json schema;
    std::function<void(const Json&, T&)> read;
    std::function<void(const T&, Json&)> write;
  };

  template <class M>
  Object& add(std::string name, M T::*member, std::string_view description, bool required,
              std::initializer_list<Keyword> keywords) {
    Json schema = required ? Codec<M>::schema() : detail::optional_field_schema<M>();
    if (!description.empty()) {
      schema["description"] = detail::field_description(description, schema);
    }
    for (const auto& keyword : keywords) schema[keyword.name] = keyword.value;
    if (!required) {
      Json initial = Codec<M>::encode(T{}.*member);
      const bool nothing = initial.is_null() ||
                           ((initial.is_string() || initial.is_structured()) && initial.empty());
      if (!nothing) schema["default"] = std::move(initial);
    }
    const auto read = [member](const Json& json, T& value) {
      value.*member = Codec<M>::decode(json);
    };
    const auto write = [name, member, required](const T& value, Json& object) {
      if (!required && detail::is_initial(value.*member, T{}.*member)) return;
      object[name] = Codec<M>::encode(value.*member);
    };
    fields_.push_back({std::move(name), required, std::move(schema), read, write});
    return *this;
  }

  static void read(const Field& field, const Json& json, T& value) {
    try {
      field.read(json, value);
    } catch (const Error& error) {
      reject_at(field.name, error);
    }
  }

  std::vector<Field> fields_;
  bool open_ = false;
};

/// A struct with a static `describe()` that returns its Object.
template <class T>
concept Described = requires {
  { T::describe() } -> std::same_as<Object<T>>;
};

template <Described T>
struct Codec<T> {
  static Json schema() { return object().schema(); }
  static Json encode(const T& value) { return object().encode(value); }
  static T decode(const Json& json) { return object().decode(json); }
  static void reject_unknown(const Json& json) { object().reject_unknown(json); }

 private:
  static const Object<T>& object() {
    static const auto& described = never_destroyed(T::describe());
    return described;
  }
};

/// The names of an enumeration's values, in the order in which a schema lists them.
template <class E>
using EnumNames = std::vector<std::pair<E, std::string>>;

/// An enumeration with a function `EnumNames<E> enum_names(E)`, found by argument-dependent lookup.
template <class E>
concept NamedEnum = std::is_enum_v<E> && requires(E value) {
  { enum_names(value) } -> std::same_as<EnumNames<E>>;
};

template <NamedEnum E>
struct Codec<E> {
  static Json schema() {
    Json names = Json::array();
    for (const auto& [value, name] : all()) names.push_back(name);
    return {{"type", "string"}, {"enum", std::move(names)}};
  }
  static Json encode(E value) {
    for (const auto& [candidate, name] : all()) {
      if (candidate == value) return name;
    }
    throw std::logic_error("an enumeration value has no name");
  }
  static E decode(const Json& json) {
    std::string expected;
    for (const auto& [value, name] : all()) {
      if (json == name) return value;
      expected += (expected.empty() ? "\"" : ", \"") + name + '"';
    }
    reject(json, "one of " + expected);
  }

 private:
  static const EnumNames<E>& all() {
    static const auto& names = never_destroyed(enum_names(E{}));
    return names;
  }
};

}  // namespace mcp

#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "mcp/codec_base.hpp"
#include "mcp/codec_std.hpp"

namespace mcp {

/// The JSON Schema 2020-12 of a type.
template <class T>
Json schema_of() {
  return Codec<T>::schema();
}

/// The value as JSON.
template <class T>
Json encode(const T& value) {
  return Codec<T>::encode(value);
}

/// Decodes the JSON. Errors: `invalid_params`; the message names the property and what was
/// expected.
template <class T>
Result<T> decode(const Json& json) {
  try {
    return Codec<T>::decode(json);
  } catch (const Error& error) {
    return error;
  }
}

template <>
struct Codec<Json> {
  static Json schema() { return Json::object(); }
  static Json encode(const Json& value) { return value; }
  static Json decode(const Json& json) { return json; }
};

template <>
struct Codec<bool> {
  static Json schema() { return {{"type", "boolean"}}; }
  static Json encode(bool value) { return value; }
  static bool decode(const Json& json) {
    if (!json.is_boolean()) reject(json, "a boolean");
    return json.get<bool>();
  }
};

template <>
struct Codec<std::string> {
  static Json schema() { return {{"type", "string"}}; }
  static Json encode(const std::string& value) { return value; }
  static std::string decode(const Json& json) {
    if (!json.is_string()) reject(json, "a string");
    return json.get<std::string>();
  }
};

/// Decodes to a view into the JSON that it came from.
template <>
struct Codec<std::string_view> {
  static Json schema() { return {{"type", "string"}}; }
  static Json encode(std::string_view value) { return std::string(value); }
  static std::string_view decode(const Json& json) {
    if (!json.is_string()) reject(json, "a string");
    return json.get_ref<const std::string&>();
  }
};

template <std::floating_point T>
struct Codec<T> {
  static Json schema() { return {{"type", "number"}}; }
  static Json encode(T value) { return value; }
  static T decode(const Json& json) {
    if (!json.is_number()) reject(json, "a number");
    return json.get<T>();
  }
};

/// Integers: JSON numbers without a fraction (5.0 is one), within the range of the type.
template <std::integral T>
struct Codec<T> {
  static Json schema() {
    Json schema{{"type", "integer"}};
    if (std::is_unsigned_v<T>) schema["minimum"] = 0;
    return schema;
  }
  static Json encode(T value) { return value; }
  static T decode(const Json& json) {
    if (json.is_number_unsigned()) return narrow(json.get<std::uint64_t>(), json);
    if (json.is_number_integer()) return narrow(json.get<std::int64_t>(), json);
    if (json.is_number_float()) {
      const double number = json.get<double>();
      constexpr double exact = 9007199254740992.0;  // beyond 2^53 a double skips integers
      if (number == static_cast<double>(static_cast<std::int64_t>(
                        number > -exact && number < exact ? number : 0.5))) {
        return narrow(static_cast<std::int64_t>(number), json);
      }
    }
    reject(json, "an integer");
  }

 private:
  template <class Wide>
  static T narrow(Wide value, const Json& json) {
    if (!std::in_range<T>(value)) {
      reject(json, "an integer from " + std::to_string(std::numeric_limits<T>::min()) + " to " +
                       std::to_string(std::numeric_limits<T>::max()));
    }
    return static_cast<T>(value);
  }
};

}  // namespace mcp

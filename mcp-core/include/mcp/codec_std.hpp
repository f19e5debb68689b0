#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "mcp/codec_base.hpp"

namespace mcp {
namespace detail {

template <class Items>
Json encode_items(const Items& items) {
  Json array = Json::array();
  for (const auto& item : items) array.push_back(Codec<typename Items::value_type>::encode(item));
  return array;
}

template <class T>
T decode_item(const Json& array, std::size_t index) {
  try {
    return Codec<T>::decode(array[index]);
  } catch (const Error& error) {
    reject_at(std::to_string(index), error);
  }
}

template <class Set>
struct SetCodec {
  using Item = typename Set::value_type;

  static Json schema() {
    return {{"type", "array"}, {"items", Codec<Item>::schema()}, {"uniqueItems", true}};
  }
  static Set decode(const Json& json) {
    if (!json.is_array()) reject(json, "an array");
    Set values;
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (!values.insert(decode_item<Item>(json, i)).second) reject_equal_item(i);
    }
    return values;
  }
};

template <class Map>
struct MapCodec {
  using Item = typename Map::mapped_type;

  static Json schema() {
    return {{"type", "object"}, {"additionalProperties", Codec<Item>::schema()}};
  }
  static Json encode(const Map& values) {
    Json object = Json::object();
    for (const auto& [key, value] : values) object[key] = Codec<Item>::encode(value);
    return object;
  }
  static Map decode(const Json& json) {
    if (!json.is_object()) reject(json, "an object");
    Map values;
    for (const auto& [key, value] : json.items()) {
      try {
        values.emplace(key, Codec<Item>::decode(value));
      } catch (const Error& error) {
        reject_at(key, error);
      }
    }
    return values;
  }
};

}  // namespace detail

template <class T>
struct Codec<std::vector<T>> {
  static Json schema() { return {{"type", "array"}, {"items", Codec<T>::schema()}}; }
  static Json encode(const std::vector<T>& values) { return detail::encode_items(values); }
  static std::vector<T> decode(const Json& json) {
    if (!json.is_array()) reject(json, "an array");
    std::vector<T> values;
    values.reserve(json.size());
    for (std::size_t i = 0; i < json.size(); ++i) {
      values.push_back(detail::decode_item<T>(json, i));
    }
    return values;
  }
};

/// An array of exactly N items. T must have a default constructor.
template <class T, std::size_t N>
struct Codec<std::array<T, N>> {
  static Json schema() {
    return {{"type", "array"}, {"items", Codec<T>::schema()}, {"minItems", N}, {"maxItems", N}};
  }
  static Json encode(const std::array<T, N>& values) { return detail::encode_items(values); }
  static std::array<T, N> decode(const Json& json) {
    if (!json.is_array()) reject(json, "an array");
    if (json.size() != N) detail::reject_size(json, N);
    std::array<T, N> values{};
    std::size_t index = 0;
    for (auto& value : values) value = detail::decode_item<T>(json, index++);
    return values;
  }
};

/// An array without equal items, in the order of the set.
template <class T, class Compare>
struct Codec<std::set<T, Compare>> : detail::SetCodec<std::set<T, Compare>> {
  static Json encode(const std::set<T, Compare>& values) { return detail::encode_items(values); }
};

/// An array without equal items. They are sorted by their JSON, so equal sets have equal texts.
template <class T, class Hash, class Equal>
struct Codec<std::unordered_set<T, Hash, Equal>>
    : detail::SetCodec<std::unordered_set<T, Hash, Equal>> {
  static Json encode(const std::unordered_set<T, Hash, Equal>& values) {
    Json array = detail::encode_items(values);
    auto& items = array.get_ref<Json::array_t&>();
    std::sort(items.begin(), items.end());
    return array;
  }
};

template <class T, class Compare>
struct Codec<std::map<std::string, T, Compare>>
    : detail::MapCodec<std::map<std::string, T, Compare>> {};

template <class T, class Hash, class Equal>
struct Codec<std::unordered_map<std::string, T, Hash, Equal>>
    : detail::MapCodec<std::unordered_map<std::string, T, Hash, Equal>> {};

/// Null for no value. An optional field of a struct (see `Object::optional`) is left out instead.
template <class T>
struct Codec<std::optional<T>> {
  static Json schema() { return detail::nullable(Codec<T>::schema()); }
  /// The schema of the value itself, without null.
  static Json schema_of_value() { return Codec<T>::schema(); }
  static Json encode(const std::optional<T>& value) {
    return value ? Codec<T>::encode(*value) : Json();
  }
  static std::optional<T> decode(const Json& json) {
    if (json.is_null()) return std::nullopt;
    return Codec<T>::decode(json);
  }
};

template <>
struct Codec<std::monostate> {
  static Json schema() { return {{"type", "null"}}; }
  static Json encode(std::monostate) { return nullptr; }
  static std::monostate decode(const Json& json) {
    if (!json.is_null()) reject(json, "null");
    return {};
  }
};

/// The JSON of the alternative. `decode` takes the first alternative that accepts the JSON, so put
/// the narrower one first: int before double, an enumeration before std::string. A described struct
/// accepts no undescribed fields here unless it is `open()`.
template <class... Ts>
struct Codec<std::variant<Ts...>> {
  static Json schema() { return {{"anyOf", Json::array({Codec<Ts>::schema()...})}}; }
  static Json encode(const std::variant<Ts...>& value) {
    return std::visit(
        [](const auto& alternative) {
          return Codec<std::remove_cvref_t<decltype(alternative)>>::encode(alternative);
        },
        value);
  }
  static std::variant<Ts...> decode(const Json& json) {
    std::vector<std::string> refusals;
    return decode_from<0>(json, refusals);
  }

 private:
  template <std::size_t I>
  static std::variant<Ts...> decode_from(const Json& json, std::vector<std::string>& refusals) {
    if constexpr (I == sizeof...(Ts)) {
      detail::reject_alternatives(json, refusals);
    } else {
      using AlternativeCodec = Codec<std::variant_alternative_t<I, std::variant<Ts...>>>;
      try {
        std::variant<Ts...> value(std::in_place_index<I>, AlternativeCodec::decode(json));
        if constexpr (requires { AlternativeCodec::reject_unknown(json); }) {
          AlternativeCodec::reject_unknown(json);
        }
        return value;
      } catch (const Error& error) {
        refusals.emplace_back(error.what());
      }
      return decode_from<I + 1>(json, refusals);
    }
  }
};

/// A string with the bytes of the path. Bytes that are not UTF-8 are lost when the JSON is written.
/// `decode` rejects NUL, at which system calls would cut the path off.
template <>
struct Codec<std::filesystem::path> {
  static Json schema() { return {{"type", "string"}}; }
  static Json encode(const std::filesystem::path& value) { return value.string(); }
  static std::filesystem::path decode(const Json& json) {
    if (!json.is_string()) reject(json, "a string");
    const auto& text = json.get_ref<const std::string&>();
    if (text.find('\0') != std::string::npos) reject(json, "a path without NUL");
    return text;
  }
};

/// The count of a duration, in its own unit: an integer for an integral Rep, else a number. The
/// schema names the unit in `description`.
template <class Rep, class Period>
struct Codec<std::chrono::duration<Rep, Period>> {
  static Json schema() {
    Json schema = Codec<Rep>::schema();
    schema["description"] = detail::duration_unit(Period::num, Period::den);
    return schema;
  }
  static Json encode(std::chrono::duration<Rep, Period> value) {
    return Codec<Rep>::encode(value.count());
  }
  static std::chrono::duration<Rep, Period> decode(const Json& json) {
    return std::chrono::duration<Rep, Period>(Codec<Rep>::decode(json));
  }
};

}  // namespace mcp

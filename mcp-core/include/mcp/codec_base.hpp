#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "mcp/error.hpp"
#include "mcp/json.hpp"

namespace mcp {
namespace detail {

template <class T>
inline constexpr bool has_codec = false;

/// Does not compile: its one error says how to give T a codec.
template <class T>
struct NoCodec {
  static_assert(has_codec<T>,
                "This type has no mcp::Codec. A struct needs a public `static mcp::Object<T> "
                "describe()`, an enumeration a function `mcp::EnumNames<E> enum_names(E)` in its "
                "namespace (see mcp/describe.hpp). For other types, specialise mcp::Codec<T>.");

  static Json json();
  static std::decay_t<T> value();
};

}  // namespace detail

/// How a C++ type is written in JSON: `schema()` (JSON Schema 2020-12), `encode(value)` and
/// `decode(json)`, which throws `Error` with `invalid_params` when the JSON does not fit.
///
/// There are codecs for
/// - bool, numbers, strings and `Json` itself (see codec.hpp),
/// - `std::vector`, `std::array`, `std::set`, `std::unordered_set`, and `std::map` and
///   `std::unordered_map` with string keys; `std::optional`, `std::variant` and `std::monostate`;
///   `std::filesystem::path` and `std::chrono::duration` (see codec_std.hpp),
/// - structs with `describe` and enumerations with `enum_names` (see describe.hpp).
///
/// For any other type, a call of one of the three functions does not compile, and a static_assert
/// says what to do.
template <class T>
struct Codec {
  using missing = detail::NoCodec<T>;  ///< Only types without a codec have this.

  static Json schema() { return detail::NoCodec<T>::json(); }
  template <class V>
  static Json encode(const V&) {
    return detail::NoCodec<T>::json();
  }
  static std::decay_t<T> decode(const Json&) { return detail::NoCodec<T>::value(); }
};

/// A type that has a codec. The items of containers and the alternatives of variants are not
/// checked: `std::vector<T>` has a codec whatever T is.
template <class T>
concept HasCodec = !requires {
  typename Codec<T>::missing;
};

/// Throws the `invalid_params` error of a codec: "must be <expected>, not <what the value is>".
[[noreturn]] void reject(const Json& value, const std::string& expected);
/// Throws `error` again, with `step` prepended to the path of the property in its message.
[[noreturn]] void reject_at(const std::string& step, const Error& error);

namespace detail {

/// Throws the error of an array that does not have exactly `expected` items.
[[noreturn]] void reject_size(const Json& array, std::size_t expected);
/// Throws the error of a set whose item at `index` equals an earlier one.
[[noreturn]] void reject_equal_item(std::size_t index);
/// Throws the error of a value that no alternative of a variant accepts. `refusals` are their
/// messages, in order.
[[noreturn]] void reject_alternatives(const Json& value, const std::vector<std::string>& refusals);

/// A schema that accepts null, too.
Json nullable(Json schema);
/// "in milliseconds" for a `std::ratio` of 1/1000; "in units of 1/25 seconds" for 1/25.
std::string duration_unit(std::intmax_t numerator, std::intmax_t denominator);

}  // namespace detail
}  // namespace mcp

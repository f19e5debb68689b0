#include "schema/number.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

namespace mcp::schema {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr double two_to_63 = 9223372036854775808.0;
constexpr double two_to_64 = 18446744073709551616.0;

template <class Integer>
std::weak_ordering compare_with_double(Integer left, double right) {
  constexpr bool is_signed = std::numeric_limits<Integer>::is_signed;
  if (std::isnan(right)) return std::weak_ordering::greater;
  if (right >= (is_signed ? two_to_63 : two_to_64)) return std::weak_ordering::less;
  if (right < (is_signed ? -two_to_63 : 0.0)) return std::weak_ordering::greater;
  const double whole = std::trunc(right);
  const Integer other = static_cast<Integer>(whole);
  if (left != other) return left <=> other;
  if (right == whole) return std::weak_ordering::equivalent;
  return right > whole ? std::weak_ordering::less : std::weak_ordering::greater;
}

std::weak_ordering compare_doubles(double left, double right) {
  if (std::isnan(left) || std::isnan(right)) return std::isnan(right) <=> std::isnan(left);
  if (left < right) return std::weak_ordering::less;
  return left > right ? std::weak_ordering::greater : std::weak_ordering::equivalent;
}

std::weak_ordering reversed(std::weak_ordering order) {
  return 0 <=> order;
}

/// digits * 10^exponent; the sign does not matter here.
struct Decimal {
  std::uint64_t digits = 0;
  int exponent = 0;
};

Decimal decimal_of(double number) {
  // Shortest text that reads back as the same double: at most 17 digits.
  char text[32];
  const auto end =
      std::to_chars(text, text + sizeof text, std::fabs(number), std::chars_format::scientific).ptr;
  Decimal result;
  int fraction_digits = 0;
  bool in_fraction = false;
  const char* at = text;
  for (; at != end && *at != 'e'; ++at) {
    if (*at == '.') {
      in_fraction = true;
      continue;
    }
    result.digits = result.digits * 10 + static_cast<unsigned>(*at - '0');
    fraction_digits += in_fraction ? 1 : 0;
  }
  if (at != end) at += at[1] == '+' ? 2 : 1;
  std::from_chars(at, end, result.exponent);
  result.exponent -= fraction_digits;
  return result;
}

Decimal decimal_of(const Json& number) {
  if (number.is_number_float()) return decimal_of(number.get<double>());
  if (number.is_number_unsigned()) return {number.get<std::uint64_t>(), 0};
  const auto value = number.get<std::int64_t>();
  const auto bits = static_cast<std::uint64_t>(value);
  return {value < 0 ? 0 - bits : bits, 0};
}

/// (factor * 10^exponent) mod modulus.
std::uint64_t scaled_remainder(std::uint64_t factor, int exponent, std::uint64_t modulus) {
  Wide result = factor % modulus;
  Wide power = 10 % modulus;
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) result = result * power % modulus;
    power = power * power % modulus;
  }
  return static_cast<std::uint64_t>(result);
}

}  // namespace

std::weak_ordering compare_numbers(const Json& left, const Json& right) {
  if (left.is_number_float()) {
    if (!right.is_number_float()) return reversed(compare_numbers(right, left));
    return compare_doubles(left.get<double>(), right.get<double>());
  }
  if (right.is_number_float()) {
    const auto number = right.get<double>();
    return left.is_number_unsigned() ? compare_with_double(left.get<std::uint64_t>(), number)
                                     : compare_with_double(left.get<std::int64_t>(), number);
  }
  if (left.is_number_unsigned() && right.is_number_unsigned()) {
    return left.get<std::uint64_t>() <=> right.get<std::uint64_t>();
  }
  if (left.is_number_unsigned()) return reversed(compare_numbers(right, left));
  const auto number = left.get<std::int64_t>();
  if (!right.is_number_unsigned()) return number <=> right.get<std::int64_t>();
  if (number < 0) return std::weak_ordering::less;
  return static_cast<std::uint64_t>(number) <=> right.get<std::uint64_t>();
}

bool is_integral(const Json& number) {
  if (!number.is_number_float()) return number.is_number();
  const auto value = number.get<double>();
  return std::isfinite(value) && std::trunc(value) == value;
}

bool is_multiple_of(const Json& number, const Json& divisor) {
  if (number.is_number_float() && !std::isfinite(number.get<double>())) return false;
  const Decimal value = decimal_of(number);
  const Decimal step = decimal_of(divisor);
  if (value.digits == 0) return true;
  if (value.exponent >= step.exponent) {
    return scaled_remainder(value.digits, value.exponent - step.exponent, step.digits) == 0;
  }
  // value.digits must be a multiple of step.digits * 10^shift, which outgrows 64 bits quickly.
  Wide multiple = step.digits;
  for (int shift = step.exponent - value.exponent; shift > 0; --shift) {
    multiple *= 10;
    if (multiple > value.digits) return false;
  }
  return value.digits % multiple == 0;
}

}  // namespace mcp::schema

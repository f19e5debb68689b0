#pragma once

#include <bitset>
#include <cstddef>
#include <string_view>
#include <vector>

namespace mcp::bridge {

using ByteSet = std::bitset<256>;

inline bool holds(const ByteSet& set, char byte) {
  return set[static_cast<unsigned char>(byte)];
}

/// Whether a text begins with a shape. `maybe`: more text is needed to decide.
enum class Fit { no, maybe, yes };

struct FitLength {
  Fit fit = Fit::no;
  std::size_t length = 0;  ///< With `yes`: how many bytes certainly belong to the match.
};

/// The prefix of a service's secrets, and the bytes that may follow it.
struct SecretShape {
  std::string_view prefix;
  std::size_t least = 0;  ///< Minimum number of `body` bytes after the prefix.
  ByteSet body;
  bool shows_prefix = false;  ///< The prefix is not part of the secret, and stays.
  bool any_case = false;      ///< The prefix is case-insensitive.
};

/// Secrets with well-known prefixes.
const std::vector<SecretShape>& known_secret_shapes();
FitLength fit_shape(const SecretShape& shape, std::string_view text);

/// Matches the first and the last line of a private key. Spec: RFC 7468 section 2.
FitLength fit_key_begin(std::string_view text);
FitLength fit_key_end(std::string_view text);
/// The bytes that may stand between them, also inside a JSON string.
const ByteSet& key_body();

/// Whether the text begins with `value`, which must not be empty.
FitLength fit_value(std::string_view value, std::string_view text);

}  // namespace mcp::bridge

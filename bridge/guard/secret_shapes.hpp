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

/// Whether a text begins with a shape. `maybe`: it does so far; more text is needed to decide.
enum class Fit { no, maybe, yes };

struct FitLength {
  Fit fit = Fit::no;
  std::size_t length = 0;  ///< With `yes`: up to where it is certain.
};

/// How the secrets of one service begin, and what they are made of.
struct SecretShape {
  std::string_view prefix;
  std::size_t least = 0;  ///< Bytes of `body` behind the prefix that make it a secret.
  ByteSet body;
  bool shows_prefix = false;  ///< It is no part of the secret.
  bool any_case = false;      ///< Of the prefix.
};

/// Secrets with well known prefixes.
const std::vector<SecretShape>& known_secret_shapes();
FitLength fit_shape(const SecretShape& shape, std::string_view text);

/// RFC 7468 section 2: the line that begins a private key, and the one that ends it.
FitLength fit_key_begin(std::string_view text);
FitLength fit_key_end(std::string_view text);
/// The bytes between them, also in a string of JSON.
const ByteSet& key_body();

/// Whether the text begins with the value, which is not empty.
FitLength fit_value(std::string_view value, std::string_view text);

}  // namespace mcp::bridge

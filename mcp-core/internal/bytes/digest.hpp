#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace mcp {

/// SHA-256 of bytes that come in pieces. Not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void update(std::string_view bytes);
  /// The digest of all bytes so far; the object cannot be used afterwards.
  std::array<std::uint8_t, 32> finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// The digest in lower-case hexadecimal.
std::string to_hex(const std::array<std::uint8_t, 32>& digest);
/// SHA-256 of `bytes` in lower-case hexadecimal.
std::string sha256_hex(std::string_view bytes);

/// `count` bytes from the system's random number generator.
std::string random_bytes(std::size_t count);

}  // namespace mcp

#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mcp::program {

/// Bearer tokens and their owners. Immutable, any thread.
class Tokens {
 public:
  /// Reads a file with a token on each line, as `TOKEN` or `NAME: TOKEN`; empty lines and lines
  /// that begin with `#` are ignored. Throws std::runtime_error when the file contains no token or
  /// one of fewer than 16 characters, and when others may access it (trusted_file.hpp).
  static Tokens load(const std::string& path);

  /// The owner of the token in the `Authorization` header. Digests are compared, so the time that
  /// takes reveals nothing about the tokens. RFC 6750 section 2.1.
  std::optional<std::string> principal(std::string_view authorization) const;

 private:
  /// False: its token is too short.
  bool add(std::string_view line);

  std::map<std::string, std::string> names_;  // by the digest of the token
};

/// The tokens of a file that can be read again. Any thread.
class TokenFile {
 public:
  /// Throws what Tokens::load does.
  explicit TokenFile(std::string path);

  /// Throws what Tokens::load does; the previous tokens then stay valid.
  void reload();
  std::optional<std::string> principal(std::string_view authorization) const {
    return tokens_.load()->principal(authorization);
  }

 private:
  const std::string path_;
  std::atomic<std::shared_ptr<const Tokens>> tokens_;
};

}  // namespace mcp::program

#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mcp::program {

/// Bearer tokens and whose they are. Immutable, any thread.
class Tokens {
 public:
  /// Reads a file with a token on each line, as `TOKEN` or `NAME: TOKEN`; empty lines and lines
  /// that begin with `#` say nothing. Throws std::runtime_error when there is none, when one is too
  /// short to be a secret, or when the file is not one to trust with secrets (trusted_file.hpp).
  static Tokens load(const std::string& path);

  /// The owner of the token in the `Authorization` header. How long that takes says nothing about
  /// the tokens: their digests are compared. RFC 6750 section 2.1.
  std::optional<std::string> principal(std::string_view authorization) const;

 private:
  void add(std::string_view line);

  std::map<std::string, std::string> names_;  // by the digest of the token
};

/// The tokens of a file that can be read again. Any thread.
class TokenFile {
 public:
  /// Throws what Tokens::load does.
  explicit TokenFile(std::string path);

  /// Throws what Tokens::load does; then the tokens are those of before.
  void reload();
  std::optional<std::string> principal(std::string_view authorization) const {
    return tokens_.load()->principal(authorization);
  }

 private:
  const std::string path_;
  std::atomic<std::shared_ptr<const Tokens>> tokens_;
};

}  // namespace mcp::program

#pragma once

#include <bitset>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/guard/secret_shapes.hpp"

namespace mcp::bridge {

/// Secrets that must not be shown: keys with well-known prefixes (Anthropic, OpenAI, GitHub,
/// GitLab, AWS, Google, Slack, Stripe, npm, Hugging Face, bearer tokens, private keys in PEM), and
/// the given values. Immutable; any thread.
class Secrets {
 public:
  /// Values with fewer bytes are ignored: they may occur in ordinary text.
  static constexpr std::size_t least_value = 8;

  explicit Secrets(const std::vector<std::string>& values = {});

  /// The whole text with "[redacted]" in place of each secret; for logs.
  std::string redact(std::string_view text) const;
  /// The same for the given values only: text that merely looks like a key stays.
  std::string redact_values(std::string_view text) const;

 private:
  friend class Redactor;

  /// A possible secret at one position of a text.
  struct Match {
    bool undecided = false;  ///< More text is needed.
    std::size_t length = 0;  ///< In bytes; 0: no secret.
    std::size_t shown = 0;   ///< Length of the prefix that may be shown.
    ByteSet body = {};  ///< Following bytes belong to the secret as long as they are in this set.
    bool key = false;   ///< It is the first line of a private key, or the last.
  };

  Match match_at(std::string_view text, bool ended, bool in_key) const;

  void begins(std::string_view with);

  std::vector<std::string> values_;
  ByteSet beginnings_;
  ByteSet plain_;             // ASCII bytes that are not in beginnings_
  std::bitset<65536> pairs_;  // the first two bytes of secrets
};

/// Removes secrets from a text that arrives in pieces, cut anywhere. The output does not depend on
/// the cuts, and is never cut within a UTF-8 character. Text is held back only while it may be the
/// beginning of a secret: at most the length of the longest value, or about 70 bytes. One thread at
/// a time.
class Redactor {
 public:
  explicit Redactor(std::shared_ptr<const Secrets> secrets);

  /// Adds a piece, and returns the text that is safe to show now; may be empty.
  std::string take(std::string_view piece);
  /// Returns the text that is still held back. Afterwards the redactor can be used for another
  /// text.
  std::string finish();

 private:
  bool step(bool ended, std::string& out);
  bool step_in_secret(bool ended);

  std::shared_ptr<const Secrets> secrets_;
  std::string pending_;
  std::size_t at_ = 0;  ///< Position in `pending_`; the text before it was returned.

  bool in_secret_ = false;
  bool in_key_ = false;
  std::size_t certain_ = 0;  ///< How many of the next bytes certainly belong to the secret.
  ByteSet body_ = {};
};

}  // namespace mcp::bridge

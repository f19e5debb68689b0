#pragma once

#include <bitset>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/guard/secret_shapes.hpp"

namespace mcp::bridge {

/// Secrets that must not be shown: keys of well known shapes (Anthropic, OpenAI, GitHub, GitLab,
/// AWS, Google, Slack, Stripe, npm, Hugging Face, bearer tokens, private keys in PEM), and values
/// that the caller has. Immutable; any thread.
class Secrets {
 public:
  /// Values of fewer bytes than this, which common text could hold, are not looked for.
  static constexpr std::size_t least_value = 8;

  explicit Secrets(const std::vector<std::string>& values = {});

  /// The whole text with "[redacted]" for each secret; for logs.
  std::string redact(std::string_view text) const;
  /// The same for the values alone: what only looks like a key stays.
  std::string redact_values(std::string_view text) const;

 private:
  friend class Redactor;

  /// A possible secret at one place of a text.
  struct Match {
    bool undecided = false;  ///< More text must be seen.
    std::size_t length = 0;  ///< 0: no secret.
    std::size_t shown = 0;   ///< Of that, bytes that may be seen.
    ByteSet body = {};       ///< What follows belongs to it as long as it is of these.
    bool key = false;        ///< It is the first line of a private key.
  };

  Match match_at(std::string_view text, bool ended, bool in_key) const;

  void begins(std::string_view with);

  std::vector<std::string> values_;
  ByteSet beginnings_;
  ByteSet plain_;             // of ASCII, and none of those
  std::bitset<65536> pairs_;  // the first two bytes of secrets
};

/// Takes secrets out of a text that comes in pieces, cut anywhere. What is handed out does not
/// depend on the cuts, and is never cut within a character of UTF-8. Text is held back only while
/// it may be the beginning of a secret: at most the length of the longest value, or some 70 bytes.
/// One thread at a time.
class Redactor {
 public:
  explicit Redactor(std::shared_ptr<const Secrets> secrets);

  /// Text that is safe to hand out now; may be empty.
  std::string take(std::string_view piece);
  /// The text that is still held back. Afterwards the redactor can be used for another text.
  std::string finish();

 private:
  bool step(bool ended, std::string& out);
  bool step_in_secret(bool ended);

  std::shared_ptr<const Secrets> secrets_;
  std::string pending_;
  std::size_t at_ = 0;  ///< In `pending_`; what is before is done with.

  bool in_secret_ = false;
  bool in_key_ = false;
  std::size_t certain_ = 0;  ///< Bytes from here that belong to the secret in any case.
  ByteSet body_ = {};
};

}  // namespace mcp::bridge

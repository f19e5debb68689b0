#include "bridge/guard/redactor.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "bridge/guard/redaction.hpp"
#include "mcp/json.hpp"

namespace mcp::bridge {
namespace {

/// Length in bytes of the first UTF-8 character of a non-empty text; 0: the character is
/// incomplete.
std::size_t character_length(std::string_view text, bool ended) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t expected = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  std::size_t length = 1;
  while (length < std::min(expected, text.size()) &&
         (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) {
    ++length;
  }
  const bool incomplete = length < expected && length == text.size();
  return incomplete && !ended ? 0 : length;
}

std::size_t pair_at(std::string_view text) {
  return static_cast<std::size_t>(static_cast<unsigned char>(text[0])) << 8 |
         static_cast<unsigned char>(text[1]);
}

/// The value as it appears inside a JSON string.
std::string in_json(const std::string& value) {
  const std::string text = to_text(Json(value));
  return text.substr(1, text.size() - 2);
}

}  // namespace

Secrets::Secrets(const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    // A value that is part of the replacement text cannot be removed.
    if (value.size() < least_value || redaction.find(value) != redaction.npos) continue;
    values_.push_back(value);
    values_.push_back(in_json(value));
  }
  std::ranges::sort(values_);
  values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
  for (const std::string& value : values_) begins(value);
  for (const SecretShape& shape : known_secret_shapes()) {
    begins(shape.prefix);
    if (!shape.any_case) continue;
    const auto cases = [&](std::size_t at) {
      const auto byte = static_cast<unsigned char>(shape.prefix[at]);
      return std::string{static_cast<char>(std::tolower(byte)),
                         static_cast<char>(std::toupper(byte))};
    };
    const std::string firsts = cases(0);
    const std::string seconds = cases(1);
    for (const char first : firsts) {
      for (const char second : seconds) begins(std::string{first, second});
    }
  }
  begins("--");
  for (std::size_t byte = 0; byte < 0x80; ++byte) plain_[byte] = !beginnings_[byte];
}

void Secrets::begins(std::string_view with) {
  beginnings_.set(static_cast<unsigned char>(with[0]));
  pairs_.set(pair_at(with));
}

Secrets::Match Secrets::match_at(std::string_view text, bool ended, bool in_key) const {
  Match match;
  if (!holds(beginnings_, text[0])) return match;
  if (text.size() > 1 && !pairs_[pair_at(text)]) return match;
  const auto sees = [&match, ended](const FitLength& fit) {
    if (fit.fit == Fit::maybe && !ended) match.undecided = true;
    return fit.fit == Fit::yes;
  };
  // Shapes first: a value that matches here, too, then hides the prefix that a shape would show.
  for (const SecretShape& shape : known_secret_shapes()) {
    if (in_key) break;
    const FitLength fit = fit_shape(shape, text);
    if (!sees(fit)) continue;
    match.length = std::max(match.length, fit.length);
    match.shown = shape.shows_prefix ? shape.prefix.size() : 0;
    match.body |= shape.body;
  }
  const FitLength line = in_key ? fit_key_end(text) : fit_key_begin(text);
  if (sees(line)) {
    match.length = std::max(match.length, line.length);
    match.key = true;
  }
  for (const std::string& value : values_) {
    const FitLength fit = fit_value(value, text);
    if (!sees(fit)) continue;
    match.length = std::max(match.length, fit.length);
    match.shown = 0;
  }
  return match;
}

std::string Secrets::redact(std::string_view text) const {
  Redactor redactor(std::shared_ptr<const Secrets>(std::shared_ptr<void>(), this));
  std::string out = redactor.take(text);
  return out += redactor.finish();
}

std::string Secrets::redact_values(std::string_view text) const {
  std::string out;
  while (!text.empty()) {
    std::size_t length = 0;
    if (holds(beginnings_, text[0])) {
      for (const std::string& value : values_) {
        if (text.starts_with(value)) length = std::max(length, value.size());
      }
    }
    out.append(length > 0 ? redaction : text.substr(0, 1));
    text.remove_prefix(std::max<std::size_t>(1, length));
  }
  return out;
}

Redactor::Redactor(std::shared_ptr<const Secrets> secrets) : secrets_(std::move(secrets)) {}

std::string Redactor::take(std::string_view piece) {
  pending_ += piece;
  std::string out;
  while (at_ < pending_.size() && step(false, out)) {
  }
  pending_.erase(0, std::exchange(at_, 0));
  return out;
}

std::string Redactor::finish() {
  std::string out;
  while (at_ < pending_.size() && step(true, out)) {
  }
  *this = Redactor(secrets_);
  return out;
}

/// Advances by at least a character. Returns false when more text is needed first.
bool Redactor::step(bool ended, std::string& out) {
  if (in_secret_) return step_in_secret(ended);
  const std::string_view text = std::string_view(pending_).substr(at_);
  std::size_t plain = 0;
  while (plain < text.size() && holds(secrets_->plain_, text[plain])) ++plain;
  if (plain > 0) {
    out.append(text.substr(0, plain));
    at_ += plain;
    return true;
  }
  const Secrets::Match match = secrets_->match_at(text, ended, false);
  if (match.undecided) return false;
  if (match.length > 0) {
    out.append(text.substr(0, match.shown)).append(redaction);
    in_secret_ = true;
    return true;
  }
  const std::size_t length = character_length(text, ended);
  out.append(text.substr(0, length));
  at_ += length;
  return length > 0;
}

// Searches at each byte of a secret, too: another one may begin within it and end later.
bool Redactor::step_in_secret(bool ended) {
  const std::string_view text = std::string_view(pending_).substr(at_);
  const Secrets::Match match = secrets_->match_at(text, ended, in_key_);
  if (match.undecided) return false;
  certain_ = std::max(certain_, match.length);
  body_ |= match.body;
  if (match.key) {
    in_key_ = !in_key_;
    body_ = in_key_ ? key_body() : ByteSet();
  }
  if (certain_ == 0 && !holds(body_, text[0])) {
    in_secret_ = in_key_ = false;
    body_.reset();
    return true;
  }
  if (certain_ > 0) --certain_;
  ++at_;
  return true;
}

}  // namespace mcp::bridge

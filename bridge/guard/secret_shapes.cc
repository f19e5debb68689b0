#include "bridge/guard/secret_shapes.hpp"

#include <algorithm>
#include <string>

#include "mcp/never_destroyed.hpp"
#include "text/ascii.hpp"

namespace mcp::bridge {
namespace {

constexpr std::string_view upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits = "0123456789";

// Longest label; "RSA", "ENCRYPTED", "OPENSSH" and so on are shorter.
constexpr std::size_t max_label = 48;

ByteSet set_of(std::initializer_list<std::string_view> parts) {
  ByteSet set;
  for (const std::string_view part : parts) {
    for (const char byte : part) set.set(static_cast<unsigned char>(byte));
  }
  return set;
}

ByteSet alphanumeric(std::string_view more = "") {
  return set_of({upper, lower, digits, more});
}

/// Matches `begin`, a label (RFC 7468) that ends with `label_end`, and five hyphens.
FitLength fit_line(std::string_view begin, std::string_view label_end, std::string_view text) {
  const FitLength start = fit_value(begin, text);
  if (start.fit != Fit::yes) return start;
  constexpr std::string_view hyphens = "-----";
  const std::string_view rest = text.substr(begin.size());
  std::size_t label = 0;
  const auto in_label = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ';
  };
  while (label < rest.size() && in_label(rest[label])) ++label;
  if (label > max_label) return {};
  if (label == rest.size()) return {Fit::maybe};
  if (!rest.substr(0, label).ends_with(label_end)) return {};
  const FitLength end = fit_value(hyphens, rest.substr(label));
  return {end.fit, begin.size() + label + hyphens.size()};
}

std::vector<SecretShape> make_shapes() {
  const ByteSet word = alphanumeric();
  const ByteSet with_underscore = alphanumeric("_");
  const ByteSet url_safe = alphanumeric("_-");
  std::vector<SecretShape> shapes = {
      {"sk-ant-", 8, url_safe},
      {"sk-proj-", 16, url_safe},
      {"sk-svcacct-", 16, url_safe},
      {"sk-or-", 16, url_safe},
      {"github_pat_", 20, with_underscore},
      {"glpat-", 16, url_safe},
      {"AIza", 30, url_safe},
      {"npm_", 30, word},
      {"hf_", 30, word},
      {"sk_live_", 16, word},
      {"rk_live_", 16, word},
      // RFC 6750 section 2.1.
      {"Bearer ", 20, alphanumeric("-._~+/="), true, true},
  };
  for (const std::string_view prefix : {"ghp_", "gho_", "ghu_", "ghs_", "ghr_"}) {
    shapes.push_back({prefix, 20, word});
  }
  // JSON Web Tokens, by the first member of their header: "alg", "typ", "kid" (RFC 7515
  // section 4.1). Other JSON in base64, such as cursors, is not secret.
  for (const std::string_view prefix : {"eyJhbGciOi", "eyJ0eXAiOi", "eyJraWQiOi"}) {
    shapes.push_back({prefix, 20, alphanumeric("-_.")});
  }
  for (const std::string_view prefix : {"AKIA", "ASIA"}) {
    shapes.push_back({prefix, 16, set_of({upper, digits})});
  }
  for (const std::string_view prefix : {"xoxa-", "xoxb-", "xoxp-", "xoxr-", "xoxs-"}) {
    shapes.push_back({prefix, 10, alphanumeric("-")});
  }
  return shapes;
}

}  // namespace

const std::vector<SecretShape>& known_secret_shapes() {
  static const auto& shapes = never_destroyed(make_shapes());
  return shapes;
}

FitLength fit_shape(const SecretShape& shape, std::string_view text) {
  const std::string_view start = text.substr(0, shape.prefix.size());
  const std::string_view expected = shape.prefix.substr(0, start.size());
  const bool same = shape.any_case ? ascii::same(start, expected) : start == expected;
  if (!same) return {};
  const std::size_t whole = shape.prefix.size() + shape.least;
  const std::string_view body = text.substr(start.size(), shape.least);
  const auto belongs = [&shape](char byte) { return holds(shape.body, byte); };
  if (!std::ranges::all_of(body, belongs)) return {};
  return {text.size() < whole ? Fit::maybe : Fit::yes, whole};
}

FitLength fit_key_begin(std::string_view text) {
  const FitLength key = fit_line("-----BEGIN ", "PRIVATE KEY", text);
  if (key.fit != Fit::no) return key;
  return fit_line("-----BEGIN ", "PRIVATE KEY BLOCK", text);
}

FitLength fit_key_end(std::string_view text) {
  return fit_line("-----END ", "", text);
}

const ByteSet& key_body() {
  static const ByteSet body = alphanumeric("+/= \t\r\n\\:,-");
  return body;
}

FitLength fit_value(std::string_view value, std::string_view text) {
  const std::size_t size = std::min(value.size(), text.size());
  if (text.substr(0, size) != value.substr(0, size)) return {};
  return {size < value.size() ? Fit::maybe : Fit::yes, value.size()};
}

}  // namespace mcp::bridge

#include "oauth/challenge.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "text/ascii.hpp"

namespace mcp::oauth {
namespace {

constexpr std::string_view token_end = " \t,=\"";

/// Reads a header value from left to right.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }
  bool at(char c) const { return !at_end() && text_.front() == c; }
  void skip(std::string_view any_of) {
    text_.remove_prefix(std::min(text_.find_first_not_of(any_of), text_.size()));
  }
  void skip_one() {
    if (!at_end()) text_.remove_prefix(1);
  }
  std::string_view token() { return take(std::min(text_.find_first_of(token_end), text_.size())); }

  // A token68 may end with `=` signs, which a parameter's name cannot.
  std::string_view value() { return take(std::min(text_.find_first_of(" \t,\""), text_.size())); }

  // Spec: RFC 9110 section 5.6.4. A string that does not end is read to the end of the text.
  std::string quoted() {
    std::string content;
    skip_one();
    while (!at_end() && !at('"')) {
      if (at('\\') && text_.size() > 1) skip_one();
      content += text_.front();
      skip_one();
    }
    skip_one();
    return content;
  }

  // The name of a parameter, if one follows; otherwise nothing is read.
  std::optional<std::string_view> parameter_name() {
    const std::string_view before = text_;
    const std::string_view name = token();
    skip(" \t");
    const bool is_value = text_.size() > 1 && text_[1] != '=' && text_[1] != ',';
    if (ascii::is_token(name) && at('=') && is_value) {
      skip_one();
      skip(" \t");
      return name;
    }
    text_ = before;
    return std::nullopt;
  }

 private:
  std::string_view take(std::size_t count) {
    const std::string_view taken = text_.substr(0, count);
    text_.remove_prefix(count);
    return taken;
  }

  std::string_view text_;
};

void read_parameters(Reader& reader, Challenge& challenge) {
  while (const auto name = reader.parameter_name()) {
    std::string value = reader.at('"') ? reader.quoted() : std::string(reader.value());
    challenge.parameters.emplace(ascii::lower(*name), std::move(value));
    reader.skip(" \t,");
  }
}

bool is_useful(const Challenge& challenge) {
  return challenge.parameters.contains("resource_metadata") ||
         challenge.parameters.contains("scope") || challenge.parameters.contains("error");
}

}  // namespace

std::string Challenge::parameter(const std::string& name) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? "" : found->second;
}

std::vector<Challenge> parse_challenges(std::string_view text) {
  std::vector<Challenge> challenges;
  Reader reader(text);
  for (reader.skip(" \t,"); !reader.at_end(); reader.skip(" \t,")) {
    const std::string_view scheme = reader.token();
    if (!ascii::is_token(scheme)) {
      reader.skip_one();
      continue;
    }
    Challenge challenge{.scheme = ascii::lower(scheme), .parameters = {}};
    reader.skip(" \t");
    read_parameters(reader, challenge);
    challenges.push_back(std::move(challenge));
  }
  return challenges;
}

Challenge token_challenge(std::string_view www_authenticate) {
  Challenge chosen;
  for (auto& challenge : parse_challenges(www_authenticate)) {
    if (challenge.scheme != "bearer" && challenge.scheme != "dpop") continue;
    const bool better = chosen.scheme.empty() || (!is_useful(chosen) && is_useful(challenge));
    if (better) chosen = std::move(challenge);
  }
  return chosen;
}

std::string error_of(std::string_view www_authenticate) {
  return token_challenge(www_authenticate).parameter("error");
}

}  // namespace mcp::oauth

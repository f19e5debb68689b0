// Any `WWW-Authenticate` is read as challenges whose schemes and names are tokens in lower case.

#include "fuzz.hpp"
#include "oauth/challenge.hpp"
#include "text/ascii.hpp"

namespace {

bool is_name(const std::string& text) {
  return mcp::ascii::is_token(text) && mcp::ascii::lower(text) == text;
}

}  // namespace

void fuzz(std::string_view input) {
  using namespace mcp::oauth;
  std::size_t bytes = 0;
  for (const Challenge& challenge : parse_challenges(input)) {
    require(is_name(challenge.scheme));
    bytes += challenge.scheme.size();
    for (const auto& [name, value] : challenge.parameters) {
      require(is_name(name));
      bytes += name.size() + value.size();
    }
  }
  require(bytes <= input.size());
  const std::string scheme = token_challenge(input).scheme;
  require(scheme.empty() || scheme == "bearer" || scheme == "dpop");
  (void)error_of(input);
}

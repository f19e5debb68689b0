// The claims of any text are an object or null, and those of a token that we sign are read back.

#include "fuzz.hpp"
#include "oauth/signing_key.hpp"

void fuzz(std::string_view input) {
  using namespace mcp::oauth;
  const auto claims = unverified_claims(input);
  require(claims.is_null() || claims.is_object());
  static const SigningKey key = SigningKey::generate();
  if (claims.is_object()) require(unverified_claims(key.sign({{"typ", "JWT"}}, claims)) == claims);
}

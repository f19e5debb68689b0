#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "mcp/json.hpp"

struct evp_pkey_st;

namespace mcp::oauth {

/// A private key that signs JSON Web Tokens: ES256 (P-256), ES384 (P-384), RS256 (RSA) or EdDSA
/// (Ed25519), according to its type. Copies share the key. Any thread.
/// Spec: RFC 7515, RFC 7518 section 3, RFC 8037.
class SigningKey {
 public:
  /// A new P-256 key.
  static SigningKey generate();
  /// Throws Error with `invalid_params` when the text is not a private key without a password, or
  /// of a type that is not supported.
  static SigningKey from_pem(const std::string& pem);

  /// PKCS #8.
  std::string to_pem() const;
  /// The name of its algorithm, for example "ES256".
  const std::string& algorithm() const { return algorithm_; }
  /// The public key as a JSON Web Key. Keys of the types P-256 and P-384 only.
  Json public_jwk() const;

  /// A token with the claims, signed. `header` gets the member `alg`.
  std::string sign(Json header, const Json& claims) const;

 private:
  explicit SigningKey(std::shared_ptr<evp_pkey_st> key);

  std::string signature(std::string_view text) const;

  std::shared_ptr<evp_pkey_st> key_;
  std::string algorithm_;
};

/// The SHA-256 thumbprint of a public EC key: RFC 7638.
std::string thumbprint(const Json& jwk);

/// The claims of a token, which is not verified; null if the text is not a token.
Json unverified_claims(std::string_view token);

}  // namespace mcp::oauth

#include "oauth/signing_key.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>
#include <string>

#include "bytes/base64.hpp"
#include "mcp/error.hpp"
#include "oauth/dpop.hpp"

namespace mcp::oauth {
namespace {

std::string new_pem(const char* type, const char* curve_or_bits) {
  EVP_PKEY* key = std::string(type) == "RSA"  ? EVP_RSA_gen(2048)
                  : std::string(type) == "EC" ? EVP_EC_gen(curve_or_bits)
                                              : EVP_PKEY_Q_keygen(nullptr, nullptr, type);
  BIO* output = BIO_new(BIO_s_mem());
  PEM_write_bio_PKCS8PrivateKey(output, key, nullptr, nullptr, 0, nullptr, nullptr);
  char* text = nullptr;
  const long size = BIO_get_mem_data(output, &text);
  std::string pem(text, static_cast<std::size_t>(size));
  BIO_free_all(output);
  EVP_PKEY_free(key);
  return pem;
}

Json header_of(const std::string& token) {
  return Json::parse(*from_base64url(token.substr(0, token.find('.'))));
}

std::size_t signature_bytes(const std::string& token) {
  return from_base64url(token.substr(token.rfind('.') + 1))->size();
}

TEST(SigningKey, HasTheAlgorithmOfItsType) {
  struct Kind {
    const char* type;
    const char* curve;
    const char* algorithm;
    std::size_t signature;
  };
  for (const Kind& kind : {Kind{"EC", "P-256", "ES256", 64}, Kind{"EC", "P-384", "ES384", 96},
                           Kind{"RSA", "", "RS256", 256}, Kind{"ED25519", "", "EdDSA", 64}}) {
    const auto key = SigningKey::from_pem(new_pem(kind.type, kind.curve));
    EXPECT_EQ(key.algorithm(), kind.algorithm);
    const std::string token = key.sign({{"typ", "JWT"}}, {{"iss", "me"}});
    EXPECT_EQ(header_of(token), (Json{{"alg", kind.algorithm}, {"typ", "JWT"}}));
    EXPECT_EQ(signature_bytes(token), kind.signature) << kind.algorithm;
    EXPECT_EQ(unverified_claims(token), (Json{{"iss", "me"}}));
  }
}

TEST(SigningKey, OfOtherTypesAndOtherTextsAreRejected) {
  EXPECT_THROW(SigningKey::from_pem(new_pem("EC", "P-521")), Error);
  EXPECT_THROW(SigningKey::from_pem(new_pem("X25519", "")), Error);
  EXPECT_THROW(SigningKey::from_pem(""), Error);
  EXPECT_THROW(SigningKey::from_pem("-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----"),
               Error);
}

TEST(SigningKey, IsTheSameAfterBeingSaved) {
  const auto key = SigningKey::generate();
  const auto again = SigningKey::from_pem(key.to_pem());
  EXPECT_EQ(again.public_jwk(), key.public_jwk());
  EXPECT_FALSE(key.public_jwk().contains("d"));
}

// RFC 7638 describes the thumbprint; the value was computed with an independent implementation.
TEST(Thumbprint, IsThatOfTheRequiredMembersOnly) {
  Json jwk{{"kty", "EC"}, {"crv", "P-256"}, {"x", "AAEC"}, {"y", "AwQF"}};
  const std::string plain = thumbprint(jwk);
  jwk["kid"] = "1";
  EXPECT_EQ(thumbprint(jwk), plain);
  EXPECT_EQ(from_base64url(plain)->size(), 32U);
}

TEST(UnverifiedClaims, OfTextThatIsNoTokenAreNull) {
  for (const char* text : {"", "a", "a.b", "a.!.c", "a.YQ.c", "..", "a.W10.c"}) {
    EXPECT_EQ(unverified_claims(text), nullptr) << text;
  }
}

TEST(DpopProof, NamesTheRequestAndTheToken) {
  const auto key = SigningKey::generate();
  const auto proof = dpop_proof(key, "POST", "https://a.example/mcp?x=1#y", "n-1", "token");
  const Json header = header_of(proof);
  EXPECT_EQ(header["typ"], "dpop+jwt");
  EXPECT_EQ(header["alg"], "ES256");
  EXPECT_EQ(header["jwk"], key.public_jwk());
  const Json claims = unverified_claims(proof);
  EXPECT_EQ(claims["htm"], "POST");
  EXPECT_EQ(claims["htu"], "https://a.example/mcp");
  EXPECT_EQ(claims["nonce"], "n-1");
  EXPECT_EQ(claims["ath"], "PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A");  // SHA-256 of "token"
  const Json second = unverified_claims(dpop_proof(key, "GET", "https://a.example/", ""));
  EXPECT_NE(second["jti"], claims["jti"]);
  EXPECT_FALSE(second.contains("nonce"));
  EXPECT_FALSE(second.contains("ath"));
}

TEST(DpopNonces, BelongToAnOrigin) {
  DpopNonces nonces;
  nonces.learn("https://a.example/token", "1");
  nonces.learn("https://b.example/mcp", "2");
  EXPECT_EQ(nonces.of("https://a.example/other"), "1");
  EXPECT_EQ(nonces.of("https://b.example"), "2");
  EXPECT_EQ(nonces.of("https://a.example:8443/"), "");
  nonces.learn("https://a.example/", std::string(5000, 'x'));
  EXPECT_EQ(nonces.of("https://a.example/"), "1");
}

}  // namespace
}  // namespace mcp::oauth

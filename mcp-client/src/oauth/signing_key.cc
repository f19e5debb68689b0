#include "oauth/signing_key.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <optional>
#include <utility>

#include "bytes/base64.hpp"
#include "json/parse.hpp"
#include "mcp/error.hpp"
#include "oauth/sha256_base64url.hpp"

namespace mcp::oauth {
namespace {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

using Bio = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Deleter<ECDSA_SIG_free>>;

Error invalid_key(const std::string& what) {
  return Error(ErrorCode::invalid_params, what);
}

void require(bool success) {
  if (!success) throw Error(ErrorCode::internal_error, "A cryptographic function failed");
}

std::string algorithm_of(const EVP_PKEY& key) {
  if (EVP_PKEY_is_a(&key, "RSA")) return "RS256";
  if (EVP_PKEY_is_a(&key, "ED25519")) return "EdDSA";
  if (EVP_PKEY_is_a(&key, "EC") && EVP_PKEY_get_bits(&key) == 256) return "ES256";
  if (EVP_PKEY_is_a(&key, "EC") && EVP_PKEY_get_bits(&key) == 384) return "ES384";
  throw invalid_key("The private key must be of one of the types P-256, P-384, RSA and Ed25519");
}

const EVP_MD* digest_of(const std::string& algorithm) {
  if (algorithm == "EdDSA") return nullptr;
  return algorithm == "ES384" ? EVP_sha384() : EVP_sha256();
}

std::size_t coordinate_bytes(const std::string& algorithm) {
  return algorithm == "ES384" ? 48 : 32;
}

std::string to_bytes(const BIGNUM& number, std::size_t size) {
  std::string bytes(size, '\0');
  require(BN_bn2binpad(&number, reinterpret_cast<unsigned char*>(bytes.data()),
                       static_cast<int>(size)) >= 0);
  return bytes;
}

// JSON Web Signatures have the two numbers side by side: RFC 7518 section 3.4.
std::string from_der(const std::string& der, std::size_t size) {
  const auto* begin = reinterpret_cast<const unsigned char*>(der.data());
  const EcSignature parts(d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(der.size())));
  require(parts != nullptr);
  return to_bytes(*ECDSA_SIG_get0_r(parts.get()), size) +
         to_bytes(*ECDSA_SIG_get0_s(parts.get()), size);
}

std::string encoded(const Json& json) {
  return to_base64url(to_text(json));
}

}  // namespace

SigningKey::SigningKey(std::shared_ptr<evp_pkey_st> key)
    : key_(std::move(key)), algorithm_(algorithm_of(*key_)) {}

SigningKey SigningKey::generate() {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  require(key != nullptr);
  return SigningKey({key, EVP_PKEY_free});
}

SigningKey SigningKey::from_pem(const std::string& pem) {
  const Bio input(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  require(input != nullptr);
  // Without this function OpenSSL would ask at the terminal for the password of an encrypted key.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  EVP_PKEY* key = PEM_read_bio_PrivateKey(input.get(), nullptr, no_password, nullptr);
  if (!key) throw invalid_key("Not a private key in PEM format without a password");
  return SigningKey({key, EVP_PKEY_free});
}

std::string SigningKey::to_pem() const {
  const Bio output(BIO_new(BIO_s_mem()));
  require(output && PEM_write_bio_PKCS8PrivateKey(output.get(), key_.get(), nullptr, nullptr, 0,
                                                  nullptr, nullptr) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(output.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

Json SigningKey::public_jwk() const {
  const std::size_t size = coordinate_bytes(algorithm_);
  BIGNUM* x = nullptr;
  BIGNUM* y = nullptr;
  const bool found = EVP_PKEY_get_bn_param(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, &x) == 1 &&
                     EVP_PKEY_get_bn_param(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, &y) == 1;
  Json jwk;
  if (found) {
    jwk = {{"kty", "EC"},
           {"crv", algorithm_ == "ES384" ? "P-384" : "P-256"},
           {"x", to_base64url(to_bytes(*x, size))},
           {"y", to_base64url(to_bytes(*y, size))}};
  }
  BN_free(x);
  BN_free(y);
  require(found);
  return jwk;
}

std::string SigningKey::sign(Json header, const Json& claims) const {
  header["alg"] = algorithm_;
  std::string token = encoded(header) + '.' + encoded(claims);
  return token + '.' + to_base64url(signature(token));
}

std::string SigningKey::signature(std::string_view text) const {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const DigestContext context(EVP_MD_CTX_new());
  std::size_t size = 0;
  require(context &&
          EVP_DigestSignInit(context.get(), nullptr, digest_of(algorithm_), nullptr, key_.get()) ==
              1 &&
          EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) == 1);
  std::string signature(size, '\0');
  require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                         bytes, text.size()) == 1);
  signature.resize(size);
  if (!algorithm_.starts_with("ES")) return signature;
  return from_der(signature, coordinate_bytes(algorithm_));
}

std::string thumbprint(const Json& jwk) {
  const Json required{
      {"crv", jwk.at("crv")}, {"kty", jwk.at("kty")}, {"x", jwk.at("x")}, {"y", jwk.at("y")}};
  return sha256_base64url(to_text(required));
}

Json unverified_claims(std::string_view token) {
  const auto first = token.find('.');
  const auto second = first == token.npos ? token.npos : token.find('.', first + 1);
  if (second == token.npos) return nullptr;
  const auto bytes = from_base64url(token.substr(first + 1, second - first - 1));
  auto claims = bytes ? json::parse(*bytes) : Result<Json>(Json());
  return claims && claims->is_object() ? *std::move(claims) : Json();
}

}  // namespace mcp::oauth

#include "oauth/dpop.hpp"

#include <chrono>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "http_client/url.hpp"
#include "oauth/sha256_base64url.hpp"

namespace mcp::oauth {
namespace {

constexpr std::size_t max_nonce_bytes = 4096;
constexpr std::size_t max_origins = 64;

std::string origin_of(const std::string& url) {
  const auto parsed = http::client::parse_url(url);
  return parsed ? parsed->origin() : url;
}

}  // namespace

void DpopNonces::learn(const std::string& url, const std::string& nonce) {
  if (nonce.empty() || nonce.size() > max_nonce_bytes) return;
  const std::scoped_lock lock(mutex_);
  if (by_origin_.size() >= max_origins) by_origin_.clear();
  by_origin_[origin_of(url)] = nonce;
}

std::string DpopNonces::of(const std::string& url) const {
  const std::scoped_lock lock(mutex_);
  const auto found = by_origin_.find(origin_of(url));
  return found == by_origin_.end() ? "" : found->second;
}

std::string dpop_proof(const SigningKey& key, std::string_view method, const std::string& url,
                       const std::string& nonce, std::string_view access_token) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  Json claims{{"jti", to_base64url(random_bytes(16))},
              {"htm", method},
              {"htu", url.substr(0, url.find_first_of("?#"))},
              {"iat", std::chrono::duration_cast<std::chrono::seconds>(now).count()}};
  if (!access_token.empty()) claims["ath"] = sha256_base64url(access_token);
  if (!nonce.empty()) claims["nonce"] = nonce;
  return key.sign({{"typ", "dpop+jwt"}, {"jwk", key.public_jwk()}}, claims);
}

}  // namespace mcp::oauth

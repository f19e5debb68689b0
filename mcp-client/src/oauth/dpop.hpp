#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "oauth/signing_key.hpp"

namespace mcp::oauth {

/// The nonces that servers have issued, the last one of each origin. Any thread.
/// Spec: RFC 9449 sections 8 and 9.
class DpopNonces {
 public:
  void learn(const std::string& url, const std::string& nonce);
  std::string of(const std::string& url) const;  ///< Empty: none.

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> by_origin_;
};

/// A proof that the client has the key, for one request: RFC 9449 section 4.2. `access_token`:
/// empty for a request to the authorization server. `nonce`: empty if the server has issued none.
std::string dpop_proof(const SigningKey& key, std::string_view method, const std::string& url,
                       const std::string& nonce, std::string_view access_token = {});

}  // namespace mcp::oauth

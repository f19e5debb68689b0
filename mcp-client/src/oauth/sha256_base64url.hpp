#pragma once

#include <string>
#include <string_view>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"

namespace mcp::oauth {

/// The SHA-256 digest of a text, as code challenges, `ath` and key thumbprints have it.
/// Spec: RFC 7636 section 4.2, RFC 9449 section 4.2, RFC 7638 section 3.
inline std::string sha256_base64url(std::string_view text) {
  Sha256 digest;
  digest.update(text);
  const auto bytes = digest.finish();
  return to_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace mcp::oauth

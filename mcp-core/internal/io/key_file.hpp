#pragma once

#include <string>

namespace mcp {

/// Throws std::runtime_error, which says what to do, when other users can read the private key or
/// replace its content, or when it is not a regular file. Its group may read it, as `ssl-cert` does
/// on Debian.
void require_private(const std::string& key_file);

/// Throws std::runtime_error when other users can replace the certificate, or when it is not a
/// regular file.
void require_own(const std::string& certificate_file);

}  // namespace mcp

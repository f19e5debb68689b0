#pragma once

#include <string>

namespace mcp::program {

/// Throws std::runtime_error, which says what to do, when other users can read the private key or
/// replace what is in it. Its group may read it, as `ssl-cert` does on Debian.
void require_private(const std::string& key_file);

}  // namespace mcp::program

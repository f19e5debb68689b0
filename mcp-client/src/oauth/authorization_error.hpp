#pragma once

#include <string>

#include "mcp/error.hpp"

namespace mcp::oauth {

inline Error authorization_error(const std::string& what) {
  return Error(ErrorCode::authorization_failed, what);
}

}  // namespace mcp::oauth

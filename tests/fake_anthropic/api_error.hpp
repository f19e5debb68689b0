#pragma once

#include <map>
#include <string>

#include "mcp/json.hpp"

namespace mcp::test {

/// An error response.
struct ApiError {
  int status = 400;
  std::string type = "invalid_request_error";
  std::string message = {};

  /// The body, in the shape of the API.
  Json json(const std::string& request_id) const {
    return {{"type", "error"},
            {"error", {{"type", type}, {"message", message}}},
            {"request_id", request_id}};
  }
};

/// The error `invalid_request_error`.
inline ApiError invalid(const std::string& message) {
  return {.status = 400, .type = "invalid_request_error", .message = message};
}

}  // namespace mcp::test

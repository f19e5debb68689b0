#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fake_anthropic/api_error.hpp"

/// What the Messages API refuses. Source: https://docs.anthropic.com/en/api/messages.
namespace mcp::test {

/// Of the headers, names in lower case. `key`: the one that is accepted; empty: any.
std::optional<ApiError> refuse_headers(const std::map<std::string, std::string>& headers,
                                       const std::string& key);
/// Of a request as a whole, whose body had so many bytes.
std::optional<ApiError> refuse_size(const Json& request, std::size_t bytes);
/// Of a request for a message, its history included.
std::optional<ApiError> refuse_request(const Json& request, const std::vector<std::string>& models);

}  // namespace mcp::test

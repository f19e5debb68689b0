#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fake_anthropic/api_error.hpp"

/// Why the Messages API would reject a request. Source: https://docs.anthropic.com/en/api/messages.
namespace mcp::test {

/// Checks the headers, names in lower case. `key`: the accepted API key; empty: any.
std::optional<ApiError> refuse_headers(const std::map<std::string, std::string>& headers,
                                       const std::string& key);
/// Checks the size of a request whose body has this many bytes.
std::optional<ApiError> refuse_size(const Json& request, std::size_t bytes);
/// Checks a request for a message, including its history.
std::optional<ApiError> refuse_request(const Json& request, const std::vector<std::string>& models);

}  // namespace mcp::test

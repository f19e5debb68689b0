#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mcp/json.hpp"

namespace mcp::schema {

/// Appends `/token`, escaped. Spec: RFC 6901, 3.
void append_token(std::string& pointer, std::string_view token);

/// The unescaped tokens of a pointer that is empty or starts with `/`.
std::vector<std::string> pointer_tokens(std::string_view pointer);

/// The member or item that one token names, nullptr when there is none.
const Json* step_into(const Json& value, const std::string& token);

}  // namespace mcp::schema

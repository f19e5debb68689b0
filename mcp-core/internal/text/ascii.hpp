#pragma once

#include <string>
#include <string_view>

/// Text of protocols that ignore the case of ASCII letters only.
namespace mcp::ascii {

std::string lower(std::string_view text);
/// Without regard to case.
bool same(std::string_view one, std::string_view other);
/// Without blanks at its ends.
std::string_view trimmed(std::string_view text, std::string_view blanks = " \t");
/// Whether it may be the name of an HTTP header: RFC 9110 section 5.6.2.
bool is_token(std::string_view text);

}  // namespace mcp::ascii

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mcp::oauth {

/// Parameters of a form, in order.
using Form = std::vector<std::pair<std::string, std::string>>;

/// The form as application/x-www-form-urlencoded.
std::string encode_form(const Form& form);

/// Decodes such text; of several parameters of one name the first counts.
std::map<std::string, std::string> decode_form(std::string_view text);

/// The URL with the parameters added to its query.
std::string with_query(const std::string& url, const Form& form);

}  // namespace mcp::oauth

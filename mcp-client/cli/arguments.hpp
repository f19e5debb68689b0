#pragma once

#include <string>
#include <vector>

#include "mcp/error.hpp"
#include "mcp/json.hpp"

namespace mcp::cli {

/// Makes the arguments of a tool from `key=value` words, with the help of the tool's schema: a
/// value for a string is taken as it is, one for anything else is read as JSON. `key:=JSON` is read
/// as JSON in any case, `key=@FILE` is the content of a file. A key that is given several times, or
/// whose schema is an array, makes an array. Errors: `invalid_params`, saying which word is wrong
/// and why.
Result<Json> parse_arguments(const std::vector<std::string>& words, const Json& schema);

/// The same for a prompt, whose arguments are all strings.
Result<std::map<std::string, std::string>> parse_prompt_arguments(
    const std::vector<std::string>& words);

/// Reads a value for a schema of a plain type, as a person types it. Errors: `invalid_params`.
Result<Json> parse_value(const std::string& text, const Json& schema);

}  // namespace mcp::cli

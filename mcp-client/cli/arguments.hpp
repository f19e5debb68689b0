#pragma once

#include <string>
#include <vector>

#include "mcp/error.hpp"
#include "mcp/json.hpp"

namespace mcp::cli {

/// Makes the arguments of a tool from `key=value` words, as the tool's schema says: a value for a
/// string is used unchanged, any other value is parsed as JSON. `key:=JSON` is always parsed as
/// JSON, `key=@FILE` is the content of a file. A key that is given several times, or whose schema
/// is an array, makes an array. Errors: `invalid_params`, with the word and what it must be.
Result<Json> parse_arguments(const std::vector<std::string>& words, const Json& schema);

/// The same for a prompt, whose arguments are all strings.
Result<std::map<std::string, std::string>> parse_prompt_arguments(
    const std::vector<std::string>& words);

/// The content of a file. Errors: `invalid_params`, with its name and the system's reason.
Result<std::string> read_file(const std::string& path);

/// Reads a value for a schema of a plain type, as a person types it. Errors: `invalid_params`.
Result<Json> parse_value(const std::string& text, const Json& schema);

}  // namespace mcp::cli

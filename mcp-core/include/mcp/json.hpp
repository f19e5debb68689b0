#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace mcp {

/// The JSON value used in every public signature. Objects keep their keys sorted, so equal values
/// have equal texts.
using Json = nlohmann::json;

/// The value as compact JSON text: one line, valid UTF-8 whatever the strings inside hold (bytes
/// that are not UTF-8 become U+FFFD), numbers in their shortest exact form, NaN and infinities
/// null.
std::string to_text(const Json& value);
/// The same, appended to `out`.
void append_text(std::string& out, const Json& value);

}  // namespace mcp

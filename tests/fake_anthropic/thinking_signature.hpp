#pragma once

#include <string>

namespace mcp::test {

/// What the fake signs its thinking with: tied to the text and to the model, so that a block that
/// was altered, or goes to another model, is found out.
std::string thinking_signature(const std::string& model, const std::string& thinking);

}  // namespace mcp::test

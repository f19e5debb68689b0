#pragma once

#include <string>

namespace mcp::test {

/// The fake's signature of a thinking block. It depends on the text and the model, so that the fake
/// detects blocks that were changed or sent to another model.
std::string thinking_signature(const std::string& model, const std::string& thinking);

}  // namespace mcp::test

#include "fake_anthropic/thinking_signature.hpp"

#include "bytes/digest.hpp"

namespace mcp::test {

std::string thinking_signature(const std::string& model, const std::string& thinking) {
  return "fake/" + sha256_hex("signed by the fake|" + model + '|' + thinking);
}

}  // namespace mcp::test

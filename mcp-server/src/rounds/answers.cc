#include "rounds/answers.hpp"

#include "bytes/digest.hpp"

namespace mcp {
namespace {

constexpr std::size_t digest_letters = 32;  // 128 bits

}  // namespace

std::string question_digest(const InputRequest& question) {
  return sha256_hex(question.method + '\n' + to_text(question.params)).substr(0, digest_letters);
}

}  // namespace mcp

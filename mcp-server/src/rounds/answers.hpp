#pragma once

#include <map>
#include <string>

#include "mcp/input.hpp"

namespace mcp {

/// An answer of the client, and a digest of its question. When a handler runs again and asks
/// another question under the same key, the old answer is ignored.
struct KnownAnswer {
  std::string question;
  Json response;
};

/// The answers so far, by the keys that the handler chose.
using Answers = std::map<std::string, KnownAnswer>;

/// The digest of a question.
std::string question_digest(const InputRequest& question);

}  // namespace mcp

#pragma once

#include <string>

#include "doctor/evidence.hpp"

namespace mcp::cli::doctor {

enum class Level { must, should };

/// The place in a revision of the specification that a check enforces.
struct Clause {
  const char* page = nullptr;  ///< Null: the check does not concern this era.
  const char* section = "";
  const char* sentence = "";  ///< Id of the sentence; empty: the rule is in the schema.
  int since = 0;              ///< Oldest legacy revision that has the rule; 0: the oldest one.
};

/// The result of one check. `expected` and `actual` are set when it failed, `reason` when it was
/// skipped. Texts may contain text of the server that is not safe to show.
struct Outcome {
  enum class Status { passed, failed, skipped };

  Status status = Status::passed;
  std::string expected = {};
  std::string actual = {};
  std::string reason = {};
};

/// Transports that a check concerns.
enum class Over { any, stdio, http };

/// One rule of the specification, and the function that finds out whether the server obeys it.
struct Check {
  const char* id;
  const char* title;  ///< What is true of a server that passes.
  Level level;
  Over over;
  Clause modern;
  Clause legacy;
  const char* advice;  ///< What the author of the server should do when it fails.
  Outcome (*run)(const Evidence& evidence);
};

}  // namespace mcp::cli::doctor

#pragma once

#include <string>
#include <vector>

#include "doctor/check.hpp"

/// What checks are written with.
namespace mcp::cli::doctor {

Outcome passed();
Outcome skipped(std::string reason);
Outcome failed(std::string expected, std::string actual);

/// Collects the places where a rule is broken.
class Faults {
 public:
  explicit Faults(std::string expected) : expected_(std::move(expected)) {}

  void add(std::string fault);
  /// Passed without faults; otherwise failed, with the first of them.
  Outcome outcome() const;
  /// The same, but skipped when nothing was looked at.
  Outcome outcome(bool looked, const char* reason) const;

 private:
  std::string expected_;
  std::vector<std::string> shown_;
  std::size_t count_ = 0;
};

/// Text of the server as part of a sentence: quoted and clipped.
std::string quoted(const Json& value);
std::string quoted(const std::string& text);

/// Describes what a server sent: an error with its code, a result, or nothing.
std::string described(const Exchange& exchange);

/// The response to the probe must be an error with one of these codes. Skipped when the probe was
/// not made or not answered (rpc.answers reports that).
Outcome expect_error(const Evidence& evidence, const char* probe, std::vector<int> codes);

/// The HTTP status must be one of these. Skipped when the probe was not made or failed.
Outcome expect_status(const Evidence& evidence, const char* probe, std::vector<int> statuses);

/// `tool "name"`, or `tool 3` when it has no name.
std::string named(const char* kind, const Json& item, std::size_t index, const char* key = "name");

}  // namespace mcp::cli::doctor

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "call_log.hpp"
#include "file_error.hpp"
#include "mcp/describe.hpp"

namespace mcp::files {

/// The arguments of `recent_calls`.
struct RecentCalls {
  std::optional<std::string> cursor;
  std::uint64_t limit = 50;

  static Object<RecentCalls> describe();
};

struct RecentCall {
  std::string time;
  std::string tool;
  std::string path = {};
  std::string outcome;
  std::optional<std::uint64_t> bytes = {};
  double milliseconds = 0;

  static Object<RecentCall> describe();
};

struct RecentCallsResult {
  std::optional<std::vector<RecentCall>> calls = {};
  std::optional<std::string> cursor = {};
  std::optional<ErrorInfo> error = {};

  static Object<RecentCallsResult> describe();
};

/// The last calls of a principal, the newest first. Throws FileError: E_INPUT for a wrong cursor.
RecentCallsResult recent_calls(const CallLog& log, const std::string& principal,
                               const RecentCalls& request);

}  // namespace mcp::files

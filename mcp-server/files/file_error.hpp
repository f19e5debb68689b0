#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "mcp/describe.hpp"
#include "mcp/tool.hpp"

namespace mcp::files {

/// The error of a failed tool, in its `structuredContent.error`.
struct ErrorInfo {
  std::string code;
  std::string message;
  std::string fix;
  bool retryable = false;
  Json expected = nullptr;

  static Object<ErrorInfo> describe();
};

/// The failure of a workspace tool, with a text that tells a model what to do next. Thrown inside
/// this folder; `answer` (tool_access.hpp) turns it into a tool result with `isError`.
class FileError : public std::runtime_error {
 public:
  /// `code` is one of the E_ names; `what` says what is wrong, `fix` what to do.
  FileError(std::string_view code, const std::string& what, const std::string& fix)
      : std::runtime_error(what), info_{std::string(code), what, fix} {}

  const std::string& code() const { return info_.code; }
  const ErrorInfo& info() const { return info_; }

  /// The same call may succeed later.
  FileError retryable() && {
    info_.retryable = true;
    return std::move(*this);
  }
  /// Another advice than usual.
  FileError advising(const std::string& fix) && {
    info_.fix = fix;
    return std::move(*this);
  }
  /// The expected value, for instance the file's current etag.
  FileError expecting(Json expected) && {
    info_.expected = std::move(expected);
    return std::move(*this);
  }

  /// The same error with text before and after that which says what is wrong.
  FileError within(const std::string& before, const std::string& after = "") const;

  /// Text "CODE: what. Fix: how." and the same as `structuredContent.error`.
  CallToolResult to_result() const;

 private:
  ErrorInfo info_;
};

/// The error for a failed system call on `path`, which is shown as the caller knows it.
FileError system_error(int error_number, std::string_view path);

}  // namespace mcp::files

#include "tool_access.hpp"

#include <chrono>
#include <system_error>
#include <utility>

#include "file_error.hpp"

namespace mcp::files {

namespace {

ToolReply reply_of(const std::function<ToolReply()>& act) {
  try {
    return act();
  } catch (const FileError& error) {
    return error.to_result();
  } catch (const std::system_error& error) {  // no threads, memory or descriptors are left
    return system_error(error.code().value(), "the workspace").to_result();
  }
}

/// Adds a call to the log when it ends, also by an exception, whose outcome is "error".
class Recording {
 public:
  Recording(CallLog& log, std::string principal, RecordedCall call)
      : log_(log), principal_(std::move(principal)), call_(std::move(call)) {
    call_.begun = std::chrono::system_clock::now();
    call_.outcome = "error";
  }
  ~Recording() {
    call_.duration = std::chrono::steady_clock::now() - begun_;
    try {
      log_.add(principal_, std::move(call_));
    } catch (const std::exception&) {  // no memory is left: the call itself counts
    }
  }
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  void end_with(const ToolReply& reply) {
    call_.bytes = bytes_of(reply);
    call_.outcome = outcome_of(reply);
  }

 private:
  CallLog& log_;
  const std::string principal_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  RecordedCall call_;
};

}  // namespace

ToolReply answer(const ToolAccess& access, ToolContext& context, RecordedCall call,
                 const std::function<ToolReply()>& act) {
  Recording recording(*access.calls, context.caller().principal, std::move(call));
  ToolReply reply = reply_of(act);
  recording.end_with(reply);
  return reply;
}

}  // namespace mcp::files

#include "recent_calls.hpp"

#include <charconv>
#include <cstdio>
#include <ctime>
#include <limits>

#include "cursor.hpp"
#include "shown_path.hpp"
#include "tools.hpp"
#include "utc_time.hpp"

namespace mcp::files {

Object<RecentCalls> RecentCalls::describe() {
  return Object<RecentCalls>()
      .optional("cursor", &RecentCalls::cursor, "")
      .optional("limit", &RecentCalls::limit, "", keyword::minimum(1), keyword::maximum(200));
}

Object<RecentCall> RecentCall::describe() {
  return Object<RecentCall>()
      .required("time", &RecentCall::time, "When the call began, UTC")
      .required("tool", &RecentCall::tool, "Its name")
      .optional("path", &RecentCall::path, "As the caller wrote it")
      .required("outcome", &RecentCall::outcome,
                "ok, asked (the client was asked a question), or the code of the error")
      .optional("bytes", &RecentCall::bytes, "Size of the file, or of the part that was read")
      .required("milliseconds", &RecentCall::milliseconds, "How long it took");
}

Object<RecentCallsResult> RecentCallsResult::describe() {
  return Object<RecentCallsResult>()
      .optional("calls", &RecentCallsResult::calls, "The newest first")
      .optional("cursor", &RecentCallsResult::cursor, "To go on; absent at the end")
      .optional("error", &RecentCallsResult::error, "Why no calls are listed");
}

namespace {

constexpr std::uint64_t after_all = std::numeric_limits<std::uint64_t>::max();

std::uint64_t number_in(const std::optional<std::string>& cursor) {
  const auto mark = read_cursor(cursor);
  if (!mark) return after_all;
  std::uint64_t number = 0;
  const char* const last = mark->data() + mark->size();
  const auto [end, error] = std::from_chars(mark->data(), last, number);
  if (error == std::errc() && end == last) return number;
  throw FileError("E_INPUT", "the cursor is not valid", "call again without a cursor");
}

std::string time_text(std::chrono::system_clock::time_point time) {
  return rfc3339({.tv_sec = std::chrono::system_clock::to_time_t(time), .tv_nsec = 0});
}

RecentCall shown_call(const RecordedCall& call) {
  using Milliseconds = std::chrono::duration<double, std::milli>;
  return {.time = time_text(call.begun),
          .tool = call.tool,
          .path = call.path,
          .outcome = call.outcome,
          .bytes = call.bytes,
          .milliseconds = Milliseconds(call.duration).count()};
}

// One line for each call: time, tool, path, outcome.
std::string to_text(const RecentCallsResult& result) {
  std::string text;
  for (const RecentCall& call : *result.calls) {
    const std::string path = call.path.empty() ? "" : ' ' + quoted_path(call.path);
    text += call.time + ' ' + call.tool + path + ": " + call.outcome + '\n';
  }
  if (text.empty()) text = "(no calls)\n";
  return text + how_to_go_on(result.cursor);
}

}  // namespace

RecentCallsResult recent_calls(const CallLog& log, const std::string& principal,
                               const RecentCalls& request) {
  const auto found = log.last(principal, number_in(request.cursor), request.limit + 1);
  RecentCallsResult result{.calls = std::vector<RecentCall>()};
  for (const RecordedCall& call : found) {
    if (result.calls->size() == request.limit) {
      result.cursor = to_cursor(std::to_string(call.number + 1));
      break;
    }
    result.calls->push_back(shown_call(call));
  }
  return result;
}

namespace {

ToolReply list_calls(const ToolAccess& access, RecentCalls in, ToolContext& context) {
  const auto done = recent_calls(*access.calls, context.caller().principal, in);
  return shown_as(to_text(done), done);
}

}  // namespace

WorkspaceTool recent_calls_tool() {
  return workspace_tool<RecentCalls, RecentCallsResult>(
      {.name = "recent_calls",
       .title = "List recent calls",
       .description = "Lists your last tool calls and their outcome, newest first.",
       .annotations = only_reads()},
      list_calls);
}

}  // namespace mcp::files

// Tools that send progress and log messages while they run.

#include <condition_variable>
#include <mutex>

#include "conformance/fixtures.hpp"

namespace mcp::test {
namespace {

using namespace std::chrono_literals;

// Waits for the time that the suite wants between two messages. Returns early on cancellation.
void work_for(std::chrono::milliseconds time, const ToolContext& context) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, context.stop(), time, [] { return false; });
}

CallToolResult with_progress(const NoArguments&, ToolContext& context) {
  context.progress(0, 100);
  work_for(50ms, context);
  context.progress(50, 100);
  work_for(50ms, context);
  context.progress(100, 100);
  return text("Told 0, 50 and 100 of 100");
}

CallToolResult with_logging(const NoArguments&, ToolContext& context) {
  context.log(LogLevel::info, "Tool execution started");
  work_for(50ms, context);
  context.log(LogLevel::info, "Tool processing data");
  work_for(50ms, context);
  context.log(LogLevel::info, "Tool execution completed");
  return text("Logged three messages");
}

CallToolResult logging(const NoArguments&, ToolContext& context) {
  context.log(LogLevel::info, "Only for those who asked");
  return text("Logging evaluated");
}

CallToolResult streaming(const NoArguments&, ToolContext& context) {
  context.progress(1, 2, "Half of the stream");
  return text("Streaming complete");
}

CallToolResult slow(const NoArguments&, ToolContext& context) {
  work_for(100ms, context);
  return text("Reconnection test completed");
}

}  // namespace

void add_reporting_tools(Server& server) {
  server.add_tool<NoArguments>(
      {.name = "test_tool_with_progress", .description = "Tells its progress three times."},
      with_progress);
  server.add_tool<NoArguments>(
      {.name = "test_tool_with_logging", .description = "Logs three messages."}, with_logging);
  server.add_tool<NoArguments>(
      {.name = "test_logging_tool", .description = "Logs one message, if that was asked for."},
      logging);
  server.add_tool<NoArguments>(
      {.name = "test_streaming_elicitation", .description = "Tells progress, then answers."},
      streaming);
  server.add_tool<NoArguments>(
      {.name = "test_reconnection", .description = "Answers after a tenth of a second."}, slow);
}

}  // namespace mcp::test

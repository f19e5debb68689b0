// Tasks over HTTP: requests about a task have its id as `Mcp-Name`.

#include "client/http_scripts.hpp"
#include "mcp/client/tasks.hpp"

namespace mcp::test::http_tasks_test {
namespace {

using namespace std::chrono_literals;

Script answering(Json result) {
  return [result = std::move(result)](const HttpCall& call) {
    return json_answer(result_of(call, result));
  };
}

Json task(const std::string& type, const std::string& status) {
  return {{"resultType", type}, {"taskId", "t\xC3\xA4sk-1"}, {"status", status}};
}

Json discovered() {
  return {{"resultType", "complete"},
          {"supportedVersions", {"2026-07-28"}},
          {"capabilities",
           {{"tools", Json::object()},
            {"extensions", {{"io.modelcontextprotocol/tasks", Json::object()}}}}}};
}

TEST(HttpTasks, RequestsCarryTheIdOfTheTask) {
  Json completed = task("complete", "completed");
  completed["result"] = text_result("done");
  const HttpServer server(modern({{"server/discover", answering(discovered())},
                                  {"tools/call", answering(task("task", "working"))},
                                  {"tasks/get", answering(completed)},
                                  {"tasks/update", answering({{"resultType", "complete"}})},
                                  {"tasks/cancel", answering({{"resultType", "complete"}})}}));
  auto client = connect_http(server, {.tasks = TaskOptions{.poll_interval = 1ms}});
  EXPECT_EQ(text_in(client.call_tool("work", nullptr)), "done");
  auto other = Task::resume(client, "other");
  other.update({});
  other.cancel();
  EXPECT_EQ(server.complaints(), std::vector<std::string>());
  EXPECT_EQ(server.calls("tasks/get")[0].header("mcp-name"), "=?base64?dMOkc2stMQ==?=");
  EXPECT_EQ(server.calls("tasks/update")[0].header("mcp-name"), "other");
  EXPECT_EQ(server.calls("tasks/cancel")[0].header("mcp-name"), "other");
}

}  // namespace
}  // namespace mcp::test::http_tasks_test

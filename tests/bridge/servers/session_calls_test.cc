#include <signal.h>

#include <future>
#include <thread>

#include "started_servers.hpp"
#include "support/scratch.hpp"

namespace mcp::bridge::session_calls_test {
namespace {

using std::chrono::milliseconds;
using test::eventually;
using test::failure;

class SessionCalls : public StartedServers {
 protected:
  /// The process that was started since `before`.
  pid_t new_process(const std::vector<pid_t>& before) const {
    for (const pid_t pid : processes()) {
      if (std::ranges::find(before, pid) == before.end()) return pid;
    }
    return 0;
  }
};

/// A server that adds a tool on a connection once its first tool was called there.
std::vector<std::string> learns() {
  return {"sh", "-c", R"(
    say() { printf '{"jsonrpc":"2.0",%s}\n' "$1"; }
    tool() { printf '{"name":"%s","inputSchema":{"type":"object"}}' "$1"; }
    tools=$(tool login)
    offers='"capabilities":{"tools":{"listChanged":true}}'
    while read -r line; do
      id=${line##*'"id":'}; id=${id%%[,\}]*}
      case $line in
        *'"initialize"'*) say "\"id\":$id,\"result\":{\"protocolVersion\":\"2025-11-25\",$offers}" ;;
        *'"tools/list"'*) say "\"id\":$id,\"result\":{\"tools\":[$tools]}" ;;
        *'"tools/call"'*) tools=$(tool learned)
          say '"method":"notifications/tools/list_changed"'
          say "\"id\":$id,\"result\":{\"content\":[]}" ;;
      esac
    done)"};
}

// Other chats do not get the new tool, and a new connection does not keep it.
TEST_F(SessionCalls, MayChangeTheToolsOfTheirConnection) {
  ServerConfig config = process("learns", learns());
  config.era = Era::legacy;
  Servers servers({config, features()});
  const auto one = servers.open_session();
  const auto other = servers.open_session();
  const auto login = *one->tools({})->find("mcp__learns__login");
  one->call(login, Json::object(), {}, {});
  const auto changed = one->tools({});
  EXPECT_EQ(changed->find("mcp__learns__login"), nullptr);
  EXPECT_NE(changed->find("mcp__features__echo"), nullptr);
  const OfferedTool* learned = changed->find("mcp__learns__learned");
  ASSERT_NE(learned, nullptr);
  EXPECT_NO_THROW(one->call(*learned, Json::object(), {}, {}));
  EXPECT_EQ(failure([&] { one->call(login, Json::object(), {}, {}); }).code(),
            ErrorCode::invalid_params);
  EXPECT_NE(other->tools({})->find("mcp__learns__login"), nullptr);
  EXPECT_EQ(failure([&] { other->call(*learned, Json::object(), {}, {}); }).code(),
            ErrorCode::invalid_params);
}

/// As `learns`, but with `list` as its response to `tools/list`.
std::vector<std::string> learns_and(const std::string& list) {
  std::string script = learns().back();
  const std::string usual = R"(say "\"id\":$id,\"result\":{\"tools\":[$tools]}")";
  const auto at = script.find(usual);
  EXPECT_NE(at, std::string::npos);
  return {"sh", "-c", script.replace(at, usual.size(), list)};
}

TEST_F(SessionCalls, AreRefusedWhileChangedToolsCannotBeListed) {
  ServerConfig config = process("learns", learns_and(R"(case $tools in
          *learned*) say "\"id\":$id,\"error\":{\"code\":-32603,\"message\":\"not now\"}" ;;
          *) say "\"id\":$id,\"result\":{\"tools\":[$tools]}" ;;
        esac)"));
  config.era = Era::legacy;
  Servers servers({config, features()});
  const auto session = servers.open_session();
  const auto login = *session->tools({})->find("mcp__learns__login");
  session->call(login, Json::object(), {}, {});
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(failure([&] { session->call(login, Json::object(), {}, {}); }).code(),
              ErrorCode::invalid_params);
  }
  EXPECT_NE(session->tools({})->find("mcp__features__echo"), nullptr);
}

TEST_F(SessionCalls, OfTwoAtOnceListChangedToolsOnce) {
  const test::Scratch scratch;
  const std::string noted = scratch / "lists";
  ServerConfig config = process(
      "learns", learns_and("echo x >>" + noted + R"(; case $tools in *learned*) sleep 0.3 ;; esac
        say "\"id\":$id,\"result\":{\"tools\":[$tools]}")"));
  config.era = Era::legacy;
  Servers servers({config});
  const auto session = servers.open_session();
  session->call(*session->tools({})->find("mcp__learns__login"), Json::object(), {}, {});
  const auto lists = [&] { return test::content_of(noted).size() / 2; };
  const auto before = lists();
  std::vector<std::future<bool>> both;
  for (int i = 0; i < 2; ++i) {
    both.push_back(std::async(std::launch::async, [&] {
      return session->tools({})->find("mcp__learns__learned") != nullptr;
    }));
  }
  for (auto& each : both) EXPECT_TRUE(each.get());
  EXPECT_EQ(lists(), before + 1);
}

TEST_F(SessionCalls, HaveConnectionsOfTheirOwn) {
  Servers servers({features()});
  const auto echo = tool(servers, "mcp__features__echo");
  auto one = servers.open_session();
  auto other = servers.open_session();
  EXPECT_EQ(processes().size(), 1U);
  EXPECT_EQ(text_of_first(one->call(echo, {{"text", "a"}}, {}, {})), "a");
  EXPECT_EQ(text_of_first(one->call(echo, {{"text", "b"}}, {}, {})), "b");
  EXPECT_EQ(processes().size(), 2U);
  EXPECT_EQ(text_of_first(other->call(echo, {{"text", "c"}}, {}, {})), "c");
  EXPECT_EQ(processes().size(), 3U);
  one.reset();
  EXPECT_EQ(processes().size(), 2U);
}

TEST_F(SessionCalls, ReportProgress) {
  Servers servers({features()});
  std::vector<std::string> told;
  const ToolCallHandlers handlers{
      .progress = [&told](const Progress& progress) { told.push_back(progress.message); }};
  servers.open_session()->call(tool(servers, "mcp__features__counted"), nullptr, handlers, {});
  EXPECT_EQ(told, std::vector<std::string>({"step 1", "step 2", "step 3"}));
}

TEST_F(SessionCalls, OfAServerThatCannotBeStartedSayWhich) {
  Servers servers({process("nowhere", {"/no/such/program"})});
  const OfferedTool guess{
      .api_name = "mcp__nowhere__x", .server = "nowhere", .tool = {.name = "x"}};
  auto session = servers.open_session();
  for (int i = 0; i < 2; ++i) {
    const auto error = failure([&] { session->call(guess, nullptr, {}, {}); });
    EXPECT_EQ(error.code(), ErrorCode::connection_closed);
    EXPECT_NE(std::string(error.what()).find("nowhere"), std::string::npos) << error.what();
  }
  auto unknown = guess;
  unknown.server = "removed";
  EXPECT_EQ(failure([&] { session->call(unknown, nullptr, {}, {}); }).code(),
            ErrorCode::connection_closed);
}

TEST_F(SessionCalls, StopWhileTheServerIsBeingStarted) {
  Servers servers({process("silent", {"tail", "-f", "/dev/null"})});
  const OfferedTool guess{.api_name = "mcp__silent__x", .server = "silent", .tool = {.name = "x"}};
  auto session = servers.open_session();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(failure([&] { session->call(guess, nullptr, {}, stop.get_token()); }).code(),
            ErrorCode::request_cancelled);
}

TEST_F(SessionCalls, GoOnAfterTheServerDied) {
  Servers servers({features()});
  const auto waits = tool(servers, "mcp__features__waits_for_stop");
  const auto echo = tool(servers, "mcp__features__echo");
  const auto catalog = processes();
  auto session = servers.open_session();
  const ToolCallHandlers handlers{
      .progress = [&](const Progress&) { ::kill(new_process(catalog), SIGKILL); }};
  const auto error = failure([&] { session->call(waits, nullptr, handlers, {}); });
  EXPECT_EQ(error.code(), ErrorCode::connection_closed);
  EXPECT_EQ(text_of_first(session->call(echo, {{"text", "again"}}, {}, {})), "again");
  EXPECT_EQ(status_of(servers, "features").state, ServerState::ready);
}

class CallsInBothEras : public SessionCalls, public ::testing::WithParamInterface<Era> {
 protected:
  ServersOptions options() const { return {.era = GetParam()}; }
};

// The tool waits until it is cancelled; otherwise its session could not end.
TEST_P(CallsInBothEras, AreCancelledAtTheServer) {
  Servers servers({features()}, options());
  const auto waits = tool(servers, "mcp__features__waits_for_stop");
  auto session = servers.open_session();
  std::stop_source stop;
  const ToolCallHandlers handlers{.progress = [&stop](const Progress&) { stop.request_stop(); }};
  const auto error = failure([&] { session->call(waits, nullptr, handlers, stop.get_token()); });
  EXPECT_EQ(error.code(), ErrorCode::request_cancelled);
  const auto echo = tool(servers, "mcp__features__echo");
  EXPECT_EQ(text_of_first(session->call(echo, {{"text", "on"}}, {}, {})), "on");
}

TEST_P(CallsInBothEras, AreAskedOfTheUserOfTheCall) {
  Servers servers({features()}, options());
  const auto deploy = tool(servers, "mcp__features__deploy");
  std::vector<std::string> asked;
  const ToolCallHandlers handlers{
      .elicit = [&asked](const Elicitation& question, std::stop_token) -> ElicitResult {
        asked.push_back(question.message);
        if (asked.size() == 1) return {ElicitAction::accept, Json{{"yes", true}}};
        return {ElicitAction::accept, Json{{"region", "south"}}};
      }};
  auto session = servers.open_session();
  const auto result = session->call(deploy, {{"app", "web"}}, handlers, {});
  EXPECT_TRUE(text_of_first(result).starts_with("deployed to south")) << text_of_first(result);
  EXPECT_EQ(asked, std::vector<std::string>({"Deploy web?", "Where?"}));
  EXPECT_EQ(text_of_first(session->call(deploy, {{"app", "web"}}, {}, {})), "cancelled");
}

TEST_P(CallsInBothEras, WithdrawTheirQuestionWhenTheyStop) {
  Servers servers({features()}, options());
  const auto deploy = tool(servers, "mcp__features__deploy");
  std::stop_source stop;
  bool taken_back = false;
  const ToolCallHandlers handlers{
      .elicit = [&](const Elicitation&, std::stop_token question) -> ElicitResult {
        std::promise<void> told;
        const std::stop_callback on_stop(question, [&told] { told.set_value(); });
        stop.request_stop();
        taken_back = told.get_future().wait_for(test::patience) == std::future_status::ready;
        return {ElicitAction::cancel};
      }};
  auto session = servers.open_session();
  const auto error = failure([&] {
    session->call(deploy, {{"app", "a"}}, handlers, stop.get_token());
  });
  EXPECT_EQ(error.code(), ErrorCode::request_cancelled);
  EXPECT_TRUE(taken_back);
}

TEST_P(CallsInBothEras, WithdrawTheirQuestionWhenTheServersEnd) {
  auto servers = std::make_unique<Servers>(std::vector{features()}, options());
  const auto deploy = tool(*servers, "mcp__features__deploy");
  auto session = servers->open_session();
  std::promise<void> asked;
  const ToolCallHandlers handlers{
      .elicit = [&asked](const Elicitation&, std::stop_token question) -> ElicitResult {
        std::promise<void> told;
        const std::stop_callback on_stop(question, [&told] { told.set_value(); });
        asked.set_value();
        told.get_future().wait();
        return {ElicitAction::cancel};
      }};
  std::jthread ending([&] {
    asked.get_future().wait();
    servers.reset();
  });
  const auto error = failure([&] { session->call(deploy, {{"app", "a"}}, handlers, {}); });
  EXPECT_EQ(error.code(), ErrorCode::connection_closed);
  ending.join();
  EXPECT_TRUE(processes().empty());
}

TEST_P(CallsInBothEras, DoNotTakeTimeWhileTheUserIsAsked) {
  auto config = features();
  config.timeout = milliseconds(test::sanitized ? 2000 : 500);
  Servers servers({config}, options());
  const auto deploy = tool(servers, "mcp__features__deploy");
  const ToolCallHandlers handlers{
      .elicit = [&](const Elicitation&, std::stop_token) -> ElicitResult {
        const auto enough = std::chrono::steady_clock::now() + 2 * config.timeout;
        eventually([&] { return std::chrono::steady_clock::now() > enough; });
        return {ElicitAction::decline};
      }};
  EXPECT_EQ(text_of_first(servers.open_session()->call(deploy, {{"app", "a"}}, handlers, {})),
            "declined");
}

INSTANTIATE_TEST_SUITE_P(Eras, CallsInBothEras, ::testing::Values(Era::modern, Era::legacy));

TEST_F(SessionCalls, TakeOnlySoMuchTime) {
  auto config = features();
  config.timeout = milliseconds(200);
  Servers servers({config});
  auto session = servers.open_session();
  const auto error = failure(
      [&] { session->call(tool(servers, "mcp__features__waits_for_stop"), nullptr, {}, {}); });
  EXPECT_EQ(error.code(), ErrorCode::request_timed_out);
  EXPECT_NE(std::string(error.what()).find("200 ms"), std::string::npos) << error.what();
}

TEST_F(SessionCalls, MayTakeLessTimeThanTheConfigurationAllows) {
  Servers servers({features()});
  const auto never = tool(servers, "mcp__features__waits_for_stop");
  auto session = servers.open_session();
  const ToolCallHandlers handlers{.limit = milliseconds(200)};
  const auto error = failure([&] { session->call(never, nullptr, handlers, {}); });
  EXPECT_EQ(error.code(), ErrorCode::request_timed_out);
}

TEST_F(SessionCalls, MayBeMadeAtOnce) {
  Servers servers({features()});
  const auto waits = tool(servers, "mcp__features__waits_for_stop");
  const auto deploy = tool(servers, "mcp__features__deploy");
  auto session = servers.open_session();
  std::stop_source stop;
  std::promise<void> waiting;
  std::jthread first([&] {
    const ToolCallHandlers handlers{
        .progress = [&waiting](const Progress&) { waiting.set_value(); },
        .elicit = [](const Elicitation&, std::stop_token) -> ElicitResult {
          ADD_FAILURE() << "it was not this call that was asked for";
          return {};
        }};
    failure([&] { session->call(waits, nullptr, handlers, stop.get_token()); });
  });
  waiting.get_future().wait();
  const ToolCallHandlers handlers{
      .elicit = [](const Elicitation&, std::stop_token) -> ElicitResult {
        return {ElicitAction::decline};
      }};
  EXPECT_EQ(text_of_first(session->call(deploy, {{"app", "a"}}, handlers, {})), "declined");
  stop.request_stop();
}

}  // namespace
}  // namespace mcp::bridge::session_calls_test

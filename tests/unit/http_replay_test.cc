// The events that are kept for reconnecting clients, and for how long: 2025-11-25 basic/transports,
// Resumability and Redelivery.

#include <gtest/gtest.h>

#include "support/endpoint_client.hpp"

namespace mcp::test::http_replay_test {
namespace {

/// A server with a tool whose result has a given size.
class Replay : public testing::Test {
 protected:
  explicit Replay(std::size_t kept_in_all = 100'000)
      : client({.replay_bytes = std::size_t{1} << 20, .max_replay_bytes = kept_in_all}) {
    client.server.add_tool(
        {.name = "large"}, ToolHandler([](const Json& arguments, ToolContext& context) {
          context.progress(1);
          return ToolReply(text(std::string(arguments["bytes"].get<std::size_t>(), 'x')));
        }),
        {.may_block = false});
  }

  /// Calls the tool, and returns when its response has been sent.
  Served large(const std::string& session, std::size_t bytes, int id = 1) {
    Served served = client.send(legacy_tool(session, "large", {{"bytes", bytes}}, id, id));
    EXPECT_TRUE(served->ended());
    return served;
  }

  /// Calls the tool, and disconnects before the response arrives.
  void miss(const std::string& session, std::size_t bytes, int id = 1) {
    large(session, bytes, id).leave();
  }

  /// Whether a client that has received no event of the request's stream gets its response.
  bool has_answer(const std::string& session, int request = 1) {
    const Served again = client.send(stream_get(session, std::to_string(request) + "-0"));
    if (again->status() != 200) return false;
    const auto events = again->events();
    return !events.empty() && events.back().data.contains("result");
  }

  EndpointClient client;
};

TEST_F(Replay, AnswerThatWasReceivedIsForgotten) {
  const std::string session = client.open();
  const Served served = large(session, 1000);
  ASSERT_TRUE(served.call->resumable());
  EXPECT_TRUE(has_answer(session)) << "written is not received";
  served.call->delivered();  // too late: another response carries the stream
  EXPECT_TRUE(has_answer(session));
  const Served other = large(session, 1000, 2);
  other.call->delivered();
  // The client has received everything: 405 means that there is nothing more, 400 would mean a
  // loss.
  EXPECT_EQ(client.send(stream_get(session, "2-0"))->status(), 405);
  EXPECT_EQ(client.send(stream_get(session, "3-0"))->status(), 400);
}

TEST_F(Replay, AnswerOnABrokenConnectionIsKept) {
  const std::string session = client.open();
  miss(session, 1000);
  EXPECT_TRUE(has_answer(session));
  // Responses that are one JSON object have no event id to resume with.
  const Served plain = client.send(legacy_tool(session, "large", {{"bytes", 10}}, 2));
  ASSERT_TRUE(plain->ended());
}

TEST_F(Replay, AnswerWithoutEventsIsNotResumable) {
  const std::string session = client.open();
  const Served plain = client.send(legacy_tool(session, "echo", {{"text", "x"}}));
  ASSERT_TRUE(plain->ended());
  EXPECT_FALSE(plain.call->resumable());
}

TEST_F(Replay, AllSessionsTogetherAreBounded) {
  std::vector<std::string> sessions;
  for (int i = 0; i < 50; ++i) sessions.push_back(client.open());
  for (const auto& session : sessions) miss(session, 20'000);
  std::size_t kept = 0;
  for (const auto& session : sessions) kept += has_answer(session) ? 20'000 : 0;
  EXPECT_LE(kept, 100'000U);
  EXPECT_GE(kept, 60'000U);
  // Requests for dropped events get an error.
  std::size_t lost = 0;
  for (const auto& session : sessions) {
    lost += client.send(stream_get(session, "1-0"))->status() == 400 ? 1 : 0;
  }
  EXPECT_EQ(lost * 20'000 + kept, 50 * 20'000U);
}

TEST_F(Replay, FloodOfOneSessionDropsItsOwnEventsFirst) {
  const std::string quiet = client.open();
  const std::string flooding = client.open();
  miss(quiet, 30'000);
  for (int i = 1; i <= 100; ++i) miss(flooding, 20'000, i);
  EXPECT_TRUE(has_answer(quiet));
  EXPECT_TRUE(has_answer(flooding, 100)) << "its latest answer";
  EXPECT_FALSE(has_answer(flooding, 1));
}

TEST_F(Replay, OneAnswerLargerThanAllTogether) {
  const std::string quiet = client.open();
  const std::string other = client.open();
  miss(quiet, 30'000);
  miss(other, 500'000);
  EXPECT_TRUE(has_answer(quiet));
  EXPECT_FALSE(has_answer(other));
}

TEST(ReplayOfPrincipals, ManySessionsOfOneDoNotDropWhatAnotherKeeps) {
  EndpointClient client(
      {.authenticate = [](std::string_view given) { return std::optional<std::string>(given); },
       .max_replay_bytes = 100'000});
  client.server.add_tool({.name = "large"}, ToolHandler([](const Json&, ToolContext& context) {
                           context.progress(1);
                           return ToolReply(text(std::string(5'000, 'x')));
                         }),
                         {.may_block = false});
  const auto as = [](const std::string& person, http::Request request) {
    set_header(request, "Authorization", person);
    return request;
  };
  const auto miss = [&](const std::string& person, int calls) {
    const std::string session =
        client.send(as(person, initialize_post()))->header("Mcp-Session-Id");
    for (int i = 1; i <= calls; ++i) {
      Served served = client.send(as(person, legacy_tool(session, "large", Json::object(), i, i)));
      EXPECT_TRUE(served->ended());
      served.leave();
    }
    return session;
  };
  const std::string anna = miss("anna", 6);  // more than any single session of the other
  for (int i = 0; i < 100; ++i) miss("bert", 1);
  for (int i = 1; i <= 6; ++i) {
    const Served again = client.send(as("anna", stream_get(anna, std::to_string(i) + "-0")));
    EXPECT_EQ(again->status(), 200) << i;
  }
}

}  // namespace
}  // namespace mcp::test::http_replay_test

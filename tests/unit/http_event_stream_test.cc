// Resumable streams: 2025-11-25 basic/transports, Resumability and Redelivery.

#include <gtest/gtest.h>

#include "http/event_stream.hpp"
#include "support/endpoint_client.hpp"

namespace mcp::test {
namespace {

using namespace std::chrono_literals;
using http::EventStream;

Message told(int number) {
  return Notification{"n", {{"number", number}}};
}

Message answered() {
  return Response{RequestId(1), Json{{"number", 0}}};
}

// The numbers of the received events; 0 is the response.
std::vector<int> numbers(RecordedResponse& response) {
  std::vector<int> all;
  for (const auto& event : response.events()) {
    if (event.data.is_null()) continue;
    const Json& body = event.data.contains("result") ? event.data["result"] : event.data["params"];
    all.push_back(body["number"]);
  }
  return all;
}

std::shared_ptr<http::ReplayShare> share_of(std::size_t bytes) {
  return std::make_shared<http::ReplayShare>(bytes, std::make_shared<http::ReplayBudget>(bytes));
}

std::shared_ptr<EventStream> stream_of(std::size_t bytes = 1 << 20, bool primed = false) {
  return std::make_shared<EventStream>(3, share_of(bytes), http::StreamOptions{primed, 250ms});
}

TEST(HttpEventStream, AnswerAloneIsAnObject) {
  const auto stream = stream_of();
  const auto response = std::make_shared<RecordedResponse>();
  stream->carry(response);
  EXPECT_TRUE(stream->send(answered()));
  EXPECT_TRUE(stream->complete());
  EXPECT_FALSE(response->streams());
  EXPECT_TRUE(response->finished());
  EXPECT_EQ(response->json()["result"]["number"], 0);
  EXPECT_FALSE(stream->send(told(1)));
  stream->end();
  EXPECT_EQ(response->wrong(), 0);
}

// The stream breaks after each event in turn; that event is delivered or lost.
TEST(HttpEventStream, NothingIsLostAndNothingComesTwice) {
  for (int lost_after = 0; lost_after <= 5; ++lost_after) {
    for (const int delivered : {0, 1}) {
      SCOPED_TRACE(std::to_string(lost_after) + " " + std::to_string(delivered));
      const auto stream = stream_of(1 << 20, true);
      const auto first = std::make_shared<RecordedResponse>();
      const auto second = std::make_shared<RecordedResponse>();
      stream->carry(first);
      stream->send(told(1));
      for (int i = 2; i <= lost_after; ++i) stream->send(told(i));
      stream->lost(first.get());
      for (int i = std::max(2, lost_after + 1); i <= 5; ++i) stream->send(told(i));
      // The client has received all sent events except `1 - delivered` of them.
      const int had = std::max(0, std::max(1, lost_after) - (1 - delivered));
      stream->resume(second, static_cast<std::uint64_t>(had));
      stream->send(answered());
      EXPECT_TRUE(second->finished());
      std::vector<int> expected;
      for (int i = had + 1; i <= 5; ++i) expected.push_back(i);
      expected.push_back(0);
      EXPECT_EQ(numbers(*second), expected);
      EXPECT_EQ(first->wrong() + second->wrong(), 0);
      EXPECT_FALSE(first->finished());
    }
  }
}

TEST(HttpEventStream, IdsNameTheStreamAndGrow) {
  const auto stream = stream_of(1 << 20, true);
  const auto response = std::make_shared<RecordedResponse>();
  stream->carry(response);
  stream->send(told(1));
  stream->send(told(2));
  const auto events = response->events();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].id, "3-0");
  EXPECT_EQ(events[0].retry, "250");
  EXPECT_TRUE(events[0].data.is_null());
  EXPECT_EQ(events[1].id, "3-1");
  EXPECT_EQ(events[2].id, "3-2");
}

TEST(HttpEventStream, OnlyOneResponseCarriesIt) {
  const auto stream = stream_of();
  const auto first = std::make_shared<RecordedResponse>();
  const auto second = std::make_shared<RecordedResponse>();
  stream->carry(first);
  stream->send(told(1));
  stream->resume(second, 0);
  EXPECT_TRUE(first->finished());
  stream->lost(first.get());  // arrives late, and has no effect
  stream->send(told(2));
  EXPECT_EQ(numbers(*first), std::vector<int>({1}));
  EXPECT_EQ(numbers(*second), std::vector<int>({1, 2}));
  EXPECT_EQ(first->wrong() + second->wrong(), 0);
}

// No event id was sent yet, but it is easy to guess.
TEST(HttpEventStream, ResponseThatHasNotBegunEndsWhenAnotherTakesOver) {
  const auto stream = stream_of();
  const auto first = std::make_shared<RecordedResponse>();
  const auto second = std::make_shared<RecordedResponse>();
  stream->carry(first);
  stream->resume(second, 0);
  EXPECT_TRUE(first->finished());
  stream->send(answered());
  EXPECT_TRUE(second->finished());
  EXPECT_EQ(numbers(*second), std::vector<int>({0}));
  EXPECT_EQ(first->wrong() + second->wrong(), 0);
}

TEST(HttpEventStream, WhatIsKeptIsBounded) {
  const auto share = share_of(1000);
  const auto stream = std::make_shared<EventStream>(3, share, http::StreamOptions{});
  for (int i = 1; i <= 1000; ++i) stream->send(told(i));
  EXPECT_LE(share->used(), 1000U);
  const auto response = std::make_shared<RecordedResponse>();
  stream->resume(response, 0);
  const auto kept = numbers(*response);
  ASSERT_FALSE(kept.empty());
  EXPECT_EQ(kept.back(), 1000);
  EXPECT_EQ(kept.front(), 1001 - static_cast<int>(kept.size()));
}

TEST(HttpEventStream, EventsThatAreSentAtOnceAreNotDropped) {
  const auto stream = stream_of(200);
  const auto response = std::make_shared<RecordedResponse>();
  stream->carry(response);
  for (int i = 1; i <= 1000; ++i) stream->send(told(i));
  EXPECT_EQ(numbers(*response).size(), 1000U);
}

TEST(HttpEventStream, PauseSendsRetry) {
  const auto stream = stream_of();
  const auto response = std::make_shared<RecordedResponse>();
  stream->resume(response);
  stream->pause();
  EXPECT_TRUE(response->finished());
  EXPECT_NE(response->body().find("retry: 250\n"), std::string::npos);
  EXPECT_FALSE(stream->complete());
  stream->pause();
  const auto again = std::make_shared<RecordedResponse>();
  stream->send(told(1));
  stream->resume(again);
  EXPECT_EQ(numbers(*again), std::vector<int>({1}));
  stream->end();
  EXPECT_TRUE(again->finished());
  EXPECT_EQ(response->wrong() + again->wrong(), 0);
}

TEST(HttpEventStream, OnlyTheLatestLegacyRevisionIsPrimed) {
  EndpointClient client({.retry = 1234ms});
  for (const char* version : {"2025-11-25", "2025-06-18", "2025-03-26"}) {
    const std::string session = client.open(version);
    http::Request request = legacy_tool(session, "counted", Json::object(), 1, "token");
    set_header(request, "MCP-Protocol-Version", version);
    const Served served = client.send(request);
    ASSERT_TRUE(served->ended());
    const auto events = served->events();
    const bool primed = events.front().data.is_null();
    EXPECT_EQ(primed, version == std::string(legacy_version)) << version;
    if (primed) {
      EXPECT_EQ(events.front().retry, "1234");
      EXPECT_EQ(events.front().id, "1-0");
    }
    EXPECT_EQ(events.back().id, "1-4");
  }
}

TEST(HttpEventStream, GetCarriesWhatBelongsToNoRequest) {
  EndpointClient client;
  const std::string session = client.open();
  Served first = client.send(stream_get(session));
  EXPECT_EQ(first->header("Content-Type"), "text/event-stream");
  EXPECT_FALSE(first->finished());
  client.send(legacy_tool(session, "change_everything", Json::object()));
  ASSERT_TRUE(first->has_events(3));  // the first is empty, and has an id to resume with
  std::string last;
  std::size_t changes = 0;
  for (const auto& event : first->events()) {
    last = event.id;
    changes += event.data.is_null() ? 0 : 1;
    EXPECT_FALSE(event.data.contains("result"));
  }
  EXPECT_GE(changes, 2U);
  // Without a stream, events are kept; a client that reconnects gets those after its last event id.
  first.leave();
  client.send(legacy_tool(session, "change_everything", Json::object(), 2));
  ASSERT_TRUE(client.endpoint.wait_until_idle(patience));
  const Served second = client.send(stream_get(session, last));
  ASSERT_TRUE(second->has_events(3));
  std::size_t missed = 0;
  for (const auto& event : second->events()) missed += event.data.is_null() ? 0 : 1;
  EXPECT_GE(missed, 2U);
  // A third GET replaces the second.
  const Served third = client.send(stream_get(session));
  EXPECT_TRUE(second->ended());
  EXPECT_FALSE(third->finished());
  client.endpoint.end_streams();
  EXPECT_TRUE(third->ended());
}

TEST(HttpEventStream, PostIsResumedByGet) {
  EndpointClient client;
  const std::string session = client.open();
  Served post = client.send(legacy_tool(session, "waits_for_stop", Json::object(), 1, "token"));
  ASSERT_TRUE(post->has_events(2));
  post.leave();
  const Served resumed = client.send(stream_get(session, post->events().front().id));
  ASSERT_TRUE(resumed->begun());
  EXPECT_EQ(resumed->events().back().id, post->events().back().id);
  EXPECT_EQ(resumed->events().back().data, post->events().back().data);
  client.send(legacy_post(session, notification("notifications/cancelled", {{"requestId", 1}})));
  EXPECT_TRUE(resumed->ended());
  EXPECT_FALSE(post->finished());
  // A response is kept as well.
  Served missed = client.send(legacy_tool(session, "counted", Json::object(), 2, "token"));
  missed.leave();
  ASSERT_TRUE(client.endpoint.wait_until_idle(patience));
  const Served late = client.send(stream_get(session, "2-0"));
  ASSERT_TRUE(late->ended());
  EXPECT_EQ(late->events().back().data["id"], 2);
  EXPECT_EQ(late->wrong() + resumed->wrong() + post->wrong(), 0);
}

TEST(HttpEventStream, WrongIdsAreRefused) {
  EndpointClient client;
  const std::string session = client.open();
  const std::string other = client.open();
  ASSERT_TRUE(client.send(legacy_tool(session, "counted", Json::object(), 1, "token"))->ended());
  for (const char* id : {"x", "-", "1", "1-", "-1", "1-x", "1-1-1", "9-1", "+1-1", "1- 1", "1-1 ",
                         "99999999999999999999-1", "1-99999999999999999999", "\xFF"}) {
    const Served served = client.send(stream_get(session, id));
    EXPECT_EQ(served->status(), 400) << id;
    EXPECT_TRUE(served->finished());
  }
  EXPECT_EQ(client.send(stream_get(other, "1-0"))->status(), 400);
  // An id after the last one of a completed stream: there will be no more events.
  EXPECT_EQ(client.send(stream_get(session, "1-4711"))->status(), 405);
}

// A session's kept events are limited over all its streams, also when each has one large response.
TEST(HttpEventStream, AnswersThatAreKeptForLaterAreBounded) {
  EndpointClient client({.replay_bytes = 10'000});
  const std::string large(9'000, 'x');
  client.server.add_tool({.name = "large"}, ToolHandler([&](const Json&, ToolContext& context) {
                           context.progress(1);
                           return ToolReply(text(large));
                         }),
                         {.may_block = false});
  const std::string session = client.open();
  for (int i = 1; i <= 20; ++i) {
    ASSERT_TRUE(client.send(legacy_tool(session, "large", Json::object(), i, i))->ended());
  }
  ASSERT_TRUE(client.send(legacy_post(session, message("ping", Json::object(), 99)))->ended());
  std::size_t kept = 0;
  for (int i = 1; i <= 20; ++i) {
    const Served again = client.send(stream_get(session, std::to_string(i) + "-0"));
    kept += again->body().size();
  }
  EXPECT_LE(kept, 20'000U);
}

}  // namespace
}  // namespace mcp::test

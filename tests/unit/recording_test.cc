// Recordings of sessions: their format, and a server made of one.
#include "recording/recording.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <memory>
#include <string>
#include <vector>

#include "recording/recorder.hpp"
#include "recording/redact.hpp"
#include "recording/replayer.hpp"
#include "recording/trace.hpp"
#include "support/eventually.hpp"
#include "support/scratch.hpp"

namespace mcp::cli::recording_test {
namespace {

const std::string header = R"({"mcpRecording":1})";

std::string recorded(const char* direction, double time, const Json& message) {
  return '\n' +
         mcp::to_text(Json{{"direction", direction}, {"timeMs", time}, {"message", message}});
}

std::string sent(double time, const Json& message) {
  return recorded("sent", time, message);
}
std::string received(double time, const Json& message) {
  return recorded("received", time, message);
}

Json request(const Json& id, const char* method, const Json& params) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}};
}
Json notification(const char* method, const Json& params) {
  return {{"jsonrpc", "2.0"}, {"method", method}, {"params", params}};
}
// A value that is not an object becomes the member of one.
Json result(const Json& id, const Json& value) {
  return {{"jsonrpc", "2.0"},
          {"id", id},
          {"result", value.is_object() ? value : Json{{"value", value}}}};
}

TEST(Recording, IsReadWithoutItsIncompleteLastLine) {
  const std::string text = header + sent(1, request(1, "ping", Json::object())) +
                           received(2.5, result(1, Json::object()));
  const Recording whole = parse_recording(text + '\n');
  ASSERT_EQ(whole.messages.size(), 2U);
  EXPECT_FALSE(whole.truncated);
  EXPECT_EQ(whole.messages[1].direction, MessageDirection::received);
  EXPECT_EQ(whole.messages[1].time.count(), 2.5);
  EXPECT_EQ(parse_recording(text).messages.size(), 2U) << "the last line end may be missing";
  const Recording cut = parse_recording(text.substr(0, text.size() - 3));
  EXPECT_EQ(cut.messages.size(), 1U);
  EXPECT_TRUE(cut.truncated);
}

TEST(Recording, SaysWhichLineIsWrong) {
  const std::string ping = sent(1, request(1, "ping", Json::object()));
  const struct {
    std::string text;
    const char* said;
  } cases[] = {
      {"", "the file is empty"},
      {"{}", "its first line has no member mcpRecording"},
      {"text", "its first line has no member mcpRecording"},
      {R"({"mcpRecording":2})", "the format 2; this program reads format 1"},
      {header + "\n{\n" + ping, "line 2 is not JSON"},
      {header + "\n[]", "line 2 must have the member direction"},
      {header + "\n" + R"({"direction":"sent","timeMs":-1})", "line 2 must have the member timeMs"},
      {header + ping + R"(
{"direction":"sent","timeMs":1,"message":{"id":1}})",
       "line 3 must have the member message, a JSON-RPC message"},
      {header + "\n" + std::string(200, '[') + "\n", "line 2 is not JSON"},
  };
  for (const auto& [text, said] : cases) {
    SCOPED_TRACE(said);
    try {
      parse_recording(text);
      FAIL();
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find(said), std::string::npos) << error.what();
    }
  }
}

TEST(Recording, HasLimits) {
  const std::string two =
      header + sent(1, request(1, "a", Json::object())) + sent(1, request(2, "a", Json::object()));
  EXPECT_EQ(parse_recording(two, 2).messages.size(), 2U);
  EXPECT_THROW(parse_recording(two, 1), Error);
  const test::Scratch scratch;
  const std::string file = scratch / "recording";
  test::put(file, two);
  EXPECT_EQ(read_bounded(file, two.size()), two);
  EXPECT_THROW(read_bounded(file, two.size() - 1), Error);
  EXPECT_THROW(read_bounded(scratch.path()), Error) << "a directory";
  Recorder recorder(file, 200);
  recorder.opened({});
  recorder.observe(MessageDirection::sent, Notification{"short", nullptr});
  EXPECT_NO_THROW(recorder.check());
  recorder.observe(MessageDirection::sent, Notification{std::string(200, 'x'), nullptr});
  recorder.observe(MessageDirection::sent, Notification{"later", nullptr});
  EXPECT_THROW(recorder.check(), Error);
  EXPECT_EQ(read_recording(file).messages.size(), 1U) << "what fits can be read";
}

TEST(Recording, SecretsAreRemovedFromTextsOnly) {
  Json value{{"Authorization", "Bearer x"},
             {"list", {{{"access_token", "x"}, {"clientSecret", "y"}}}},
             {"properties", {{"password", {{"type", "string"}}}}},
             {"token", "kept"}};
  redact(value);
  EXPECT_EQ(value, Json::parse(R"({"Authorization":"[removed]",
      "list":[{"access_token":"[removed]","clientSecret":"[removed]"}],
      "properties":{"password":{"type":"string"}},"token":"kept"})"));
}

TEST(Recording, IsWrittenForItsUserOnlyAndNamesTheServerFirst) {
  const test::Scratch scratch;
  const std::string file = scratch / "recording";
  {
    Recorder recorder(file);
    recorder.observe(MessageDirection::sent, Request{1, "initialize", Json::object()});
    recorder.observe(MessageDirection::received, Response{RequestId(1), Json{{"password", "x"}}});
    recorder.opened({.protocol_version = "version", .implementation = {"name", "1"}});
    recorder.observe(MessageDirection::sent, Notification{"after", nullptr});
    recorder.check();
  }
  struct stat status {};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  const Recording recording = read_recording(file);
  EXPECT_EQ(recording.header["protocolVersion"], "version");
  EXPECT_EQ(recording.header["serverInfo"]["name"], "name");
  ASSERT_EQ(recording.messages.size(), 3U);
  EXPECT_EQ(recording.messages[1].message["result"]["password"], "[removed]");
}

TEST(Recording, OfASessionThatNeverOpenedIsWrittenToo) {
  const test::Scratch scratch;
  const std::string file = scratch / "recording";
  { Recorder(file).observe(MessageDirection::sent, Request{1, "initialize", nullptr}); }
  EXPECT_EQ(read_recording(file).messages.size(), 1U);
}

TEST(Trace, LinesShowWhatAPersonWantsToSee) {
  MessageClock clock;
  const auto asked = clock.see(MessageDirection::sent, Request{7, "tools/call", {{"a", 1}}});
  const auto answered =
      clock.see(MessageDirection::received, Response{RequestId(7), Json{{"x", "\x1b[2J"}}});
  const auto noticed = clock.see(MessageDirection::received, Notification{"gone", nullptr});
  EXPECT_FALSE(asked.duration);
  ASSERT_TRUE(answered.duration);
  EXPECT_EQ(answered.method, "tools/call");
  const std::string line = trace_line(answered, 0);
  EXPECT_NE(line.find("<-- response to tools/call #7, "), std::string::npos) << line;
  EXPECT_NE(line.find("\\u001b[2J"), std::string::npos) << line;
  EXPECT_EQ(trace_line(answered, 40).size(), 40U);
  EXPECT_TRUE(trace_line(answered, 40).ends_with("..."));
  EXPECT_EQ(trace_json(asked)["kind"], "request");
  EXPECT_EQ(trace_json(answered)["kind"], "response");
  EXPECT_EQ(trace_json(noticed)["kind"], "notification");
  EXPECT_FALSE(trace_json(noticed).contains("id"));
}

/// Collects what a replayer sends.
class Sent final : public Sink {
 public:
  bool send(Message message) override {
    const std::scoped_lock lock(mutex_);
    messages_.push_back(Json::parse(mcp::to_text(message)));
    return true;
  }
  std::vector<Json> messages() {
    const std::scoped_lock lock(mutex_);
    return messages_;
  }

 private:
  std::mutex mutex_;
  std::vector<Json> messages_;
};

/// A replayer of some recorded messages, and what it sent.
struct Replay {
  explicit Replay(const std::string& messages, bool timing = false)
      : replayer(parse_recording(header + messages), timing, sink) {}

  std::vector<Json> ask(const Json& message) {
    const std::size_t before = sink->messages().size();
    replayer.receive(parse_message(mcp::to_text(message)).value());
    auto all = sink->messages();
    return {all.begin() + static_cast<std::ptrdiff_t>(before), all.end()};
  }

  const std::shared_ptr<Sent> sink = std::make_shared<Sent>();
  Replayer replayer;
};

Json call(const Json& id, const Json& arguments, const Json& meta = Json::object()) {
  return request(id, "tools/call", {{"name", "t"}, {"arguments", arguments}, {"_meta", meta}});
}

TEST(Replay, MatchesMethodAndParametersOnly) {
  Replay replay(sent(1, call(1, {{"a", 1}}, {{"progressToken", 1}})) +
                received(2, result(1, "first")) + sent(3, call(2, {{"a", 2}})) +
                received(4, result(2, "second")) + sent(5, call(3, {{"a", 1}})) +
                received(6, result(3, "third")));
  EXPECT_EQ(replay.ask(call("x", {{"a", 2}}))[0], result("x", "second"));
  EXPECT_EQ(replay.ask(call(8, {{"a", 1}}))[0], result(8, "first"));
  EXPECT_EQ(replay.ask(call(9, {{"a", 1}}))[0], result(9, "third")) << "repeated ones in order";
  EXPECT_EQ(replay.ask(call(10, {{"a", 1}}))[0], result(10, "third")) << "the last one stays";
}

TEST(Replay, NamesTheNearestRequestWhenNoneMatches) {
  Replay replay(sent(1, call(1, {{"a", 1}, {"b", 2}})) + received(2, result(1, 1)) +
                sent(3, call(2, {{"c", 9}})) + received(4, result(2, 2)));
  const Json error = replay.ask(call(5, {{"a", 1}, {"b", 3}}))[0]["error"];
  EXPECT_EQ(error["code"], -32602);
  EXPECT_EQ(
      error["message"],
      "the recording has no request tools/call {\"arguments\":{\"a\":1,\"b\":3},\"name\":\"t\"}"
      "; the nearest recorded one is tools/call "
      "{\"arguments\":{\"a\":1,\"b\":2},\"name\":\"t\"}");
  const Json other = replay.ask(request(6, "tools/cal", Json::object()))[0]["error"];
  EXPECT_EQ(other["code"], -32601);
  EXPECT_NE(other["message"].get<std::string>().find("the nearest recorded one is tools/call"),
            std::string::npos);
}

TEST(Replay, SendsNotificationsOfTheRequestWithTheClientsTokens) {
  const std::string token_one = "old";
  Replay replay(sent(1, call(1, {{"a", 1}}, {{"progressToken", token_one}})) +
                received(2, notification("notifications/progress",
                                         {{"progressToken", token_one}, {"progress", 1}})) +
                received(3, notification("notifications/message", {{"data", "log"}})) +
                received(4, result(1, "done")) +
                received(5, notification("notifications/tools/list_changed", Json::object())));
  const auto with = replay.ask(call(7, {{"a", 1}}, {{"progressToken", "new"}}));
  ASSERT_EQ(with.size(), 4U);
  EXPECT_EQ(with[0]["params"]["progressToken"], "new");
  EXPECT_EQ(with[1]["method"], "notifications/message");
  EXPECT_EQ(with[2], result(7, "done"));
  EXPECT_EQ(with[3]["method"], "notifications/tools/list_changed");
  const auto without = replay.ask(call(8, {{"a", 1}}));
  ASSERT_EQ(without.size(), 3U) << "no progress for a request without a token";
}

TEST(Replay, WaitsForTheAnswerToARequestOfTheServer) {
  Replay replay(sent(1, call(1, Json::object())) +
                received(2, request("q", "elicitation/create", {{"message", "?"}})) +
                sent(3, result("q", {{"action", "accept"}})) + received(4, result(1, "done")));
  const auto asked = replay.ask(call(5, Json::object()));
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0]["method"], "elicitation/create");
  const auto done = replay.ask(result("q", {{"action", "decline"}}));
  ASSERT_EQ(done.size(), 1U);
  EXPECT_EQ(done[0], result(5, "done"));
}

TEST(Replay, KeepsASubscriptionOpen) {
  const char* key = "io.modelcontextprotocol/subscriptionId";
  Replay replay(sent(1, request(1, "subscriptions/listen", {{"notifications", Json::object()}})) +
                received(2, notification("notifications/subscriptions/acknowledged",
                                         {{"_meta", {{key, 1}}}})));
  const auto sent_now =
      replay.ask(request("s", "subscriptions/listen", {{"notifications", Json::object()}}));
  ASSERT_EQ(sent_now.size(), 1U);
  EXPECT_EQ(sent_now[0]["params"]["_meta"][key], "s");
}

TEST(Replay, RejectsARequestWhoseResponseWasNotRecorded) {
  Replay replay(sent(1, call(1, Json::object())));
  const auto answer = replay.ask(call(2, Json::object()));
  ASSERT_EQ(answer.size(), 1U);
  EXPECT_EQ(answer[0]["error"]["message"], "the recording has no response to this request");
}

TEST(Replay, SendsClientsOfTheOtherEraAway) {
  const Json version = "some version";
  Replay legacy(sent(1, request(1, "initialize", {{"protocolVersion", version}})) +
                received(2, result(1, {{"protocolVersion", version}})));
  EXPECT_EQ(
      legacy.ask(request(1, "initialize",
                         {{"clientInfo", {{"name", "other"}}}}))[0]["result"]["protocolVersion"],
      version);
  EXPECT_EQ(legacy.ask(request(2, "server/discover", Json::object()))[0]["error"]["code"], -32601);
  Replay modern(sent(1, request(1, "server/discover", Json::object())) +
                received(2, result(1, {{"supportedVersions", {version}}})));
  const Json error = modern.ask(request(2, "initialize", Json::object()))[0]["error"];
  EXPECT_EQ(error["code"], -32022);
  EXPECT_EQ(error["data"]["supported"], Json::array({version}));
}

TEST(Replay, TakesTheRecordedTimeOnlyWhenItIsWanted) {
  const std::string messages = sent(1, call(1, Json::object())) + received(61, result(1, "done"));
  EXPECT_EQ(Replay(messages).ask(call(2, Json::object())).size(), 1U);
  Replay timed(messages, true);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(timed.ask(call(2, Json::object())).empty());
  EXPECT_TRUE(test::eventually([&] { return timed.sink->messages().size() == 1; }));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(60));
}

TEST(Replay, ACancelledRequestGetsNoResponse) {
  Replay timed(sent(1, call(1, Json::object())) + received(100'000, result(1, "done")), true);
  EXPECT_TRUE(timed.ask(call(2, Json::object())).empty());
  EXPECT_TRUE(timed.ask(notification("notifications/cancelled", {{"requestId", 2}})).empty());
  EXPECT_TRUE(timed.ask(notification("notifications/cancelled", {{"requestId", 99}})).empty());
}

}  // namespace
}  // namespace mcp::cli::recording_test

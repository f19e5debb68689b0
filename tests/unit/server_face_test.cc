// The public interface of servers: typed tools and prompts, hooks, log messages.
#include <optional>

#include "server_peer.hpp"

namespace mcp {
namespace {

using test::add_resource;
using test::Name;
using test::Notes;
using test::noting_hooks;
using test::Peer;

class Eras : public test::Eras {};
INSTANTIATE_TEST_SUITE_P(Face, Eras, testing::Values(false, true),
                         [](const auto& era) { return era.param ? "Session" : "Stateless"; });

TEST_P(Eras, ToolsReturnTextOrNothing) {
  Server server({"s", "1"});
  int ran = 0;
  server.add_tool<Name>({.name = "string"}, [](const Name& in) { return "Hello, " + in.name; });
  server.add_tool<Name>({.name = "literal"}, [](const Name&) { return "Hello"; });
  server.add_tool<Name>({.name = "view"}, [](const Name&) { return std::string_view("Hello"); });
  server.add_tool<Name>({.name = "void"}, [&](const Name&) { ++ran; });
  server.add_tool<Name>({.name = "asks"}, [](const Name&, ToolContext&) -> Reply<std::string> {
    return std::string("Hello");
  });
  Peer client = peer(server);
  const Json tools = client.ask("tools/list", Json::object())["result"]["tools"];
  ASSERT_EQ(tools.size(), 5U);
  for (const auto& tool : tools) EXPECT_FALSE(tool.contains("outputSchema")) << tool;
  const Json in{{"name", "Ada"}};
  EXPECT_EQ(client.call("string", in)["result"]["content"][0]["text"], "Hello, Ada");
  for (const char* tool : {"literal", "view", "asks"}) {
    const Json result = client.call(tool, in)["result"];
    EXPECT_EQ(result["content"], Json::parse(R"([{"type": "text", "text": "Hello"}])")) << tool;
    EXPECT_FALSE(result.contains("structuredContent")) << tool;
  }
  EXPECT_EQ(client.call("void", in)["result"]["content"], Json::array());
  EXPECT_EQ(ran, 1);
}

enum class Tone { kind, strict };
EnumNames<Tone> enum_names(Tone) {
  return {{Tone::kind, "kind"}, {Tone::strict, "strict"}};
}

struct Review {
  std::string file;
  Tone tone = Tone::kind;
  int lines = 10;
  std::optional<bool> whole;
  std::string about;

  static Object<Review> describe() {
    return Object<Review>()
        .required("file", &Review::file, "Which file", keyword::title("File"))
        .optional("tone", &Review::tone, "How")
        .optional("lines", &Review::lines, "How many lines")
        .optional("whole", &Review::whole, "All of it")
        .optional("about", &Review::about, "What to look at");
  }
};

TEST_P(Eras, PromptsHaveTypedArguments) {
  Server server({"s", "1"});
  server.add_prompt<Review>({.name = "review"}, [](const Review& in) {
    return in.file + (in.tone == Tone::strict ? " strictly " : " kindly ") +
           std::to_string(in.lines) + (in.whole.value_or(false) ? " whole " : " part ") + in.about;
  });
  Peer client = peer(server);
  const Json listed = client.ask("prompts/list", Json::object())["result"]["prompts"][0];
  EXPECT_EQ(listed["arguments"][0], Json({{"name", "file"},
                                          {"title", "File"},
                                          {"description", "Which file"},
                                          {"required", true}}));
  Notes names;
  for (const auto& argument : listed["arguments"]) names.push_back(argument["name"]);
  EXPECT_EQ(names, Notes({"file", "tone", "lines", "whole", "about"}));

  struct Case {
    Json arguments;
    const char* text;   // of the message; null if an error is expected
    const char* error;  // a part of the expected error
  };
  for (const auto& [arguments, text, error] : {
           Case{{{"file", "a.cc"}}, "a.cc kindly 10 part ", nullptr},
           Case{{{"file", "1"}, {"about", "true"}}, "1 kindly 10 part true", nullptr},
           Case{{{"file", "a"}, {"tone", "strict"}, {"lines", "3"}, {"whole", "true"}},
                "a strictly 3 whole ",
                nullptr},
           Case{Json::object(), nullptr, "`file`"},
           Case{{{"file", "a"}, {"lines", "many"}}, nullptr, "lines"},
           Case{{{"file", "a"}, {"lines", "[1]"}}, nullptr, "lines"},
           Case{{{"file", "a"}, {"lines", ""}}, nullptr, "lines"},
           Case{{{"file", "a"}, {"tone", "rude"}}, nullptr, "tone"},
       }) {
    const Json answer = client.ask("prompts/get", {{"name", "review"}, {"arguments", arguments}});
    if (text) {
      EXPECT_EQ(answer["result"]["messages"][0]["content"]["text"], text) << arguments;
    } else {
      EXPECT_EQ(answer["error"]["code"], -32602) << answer;
      EXPECT_NE(answer["error"]["message"].get<std::string>().find(error), std::string::npos)
          << answer;
    }
  }
}

TEST(ServerHooks, ReportASession) {
  Notes notes;
  Server server({"s", "1"}, {.hooks = noting_hooks(notes)});
  add_resource(server, "a:1");
  {
    Peer client(server, true, "ada");
    client.open();
    client.connection().receive(Notification{"notifications/initialized", nullptr});
    for (const char* uri : {"a:1", "a:2", "a:1"}) client.ask("resources/subscribe", {{"uri", uri}});
    for (const char* uri : {"a:2", "a:2"}) client.ask("resources/unsubscribe", {{"uri", uri}});
    client.connection().closed();
  }
  EXPECT_EQ(notes, Notes({"opened ada", "initialized ada", "watches ada a:1", "watches ada a:2",
                          "leaves ada a:2", "leaves ada a:1", "closed ada"}));
}

TEST(ServerHooks, ReportASessionThatReplacesAnother) {
  Notes notes;
  Server server({"s", "1"}, {.hooks = noting_hooks(notes)});
  Peer client(server, true);
  client.open();
  client.open();
  EXPECT_EQ(notes, Notes({"opened ", "initialized ", "opened ", "closed ", "initialized "}));
}

TEST(ServerHooks, RefuseASession) {
  Notes notes;
  auto hooks = noting_hooks(notes);
  hooks.session_opened = [](const CallerInfo& caller) {
    EXPECT_EQ(caller.client->name, "c");
    throw Error(ErrorCode::invalid_request, "not you");
  };
  Server server({"s", "1"}, {.hooks = hooks});
  {
    Peer client(server, true);
    EXPECT_EQ(client.open()["error"]["message"], "not you");
    EXPECT_EQ(client.ask("tools/list", Json::object())["error"]["code"], -32602);
  }
  EXPECT_EQ(notes, Notes());
}

TEST(ServerHooks, ReportAListenStream) {
  Notes notes;
  Server server({"s", "1"}, {.hooks = noting_hooks(notes)});
  add_resource(server, "a:1");
  Peer client(server, false, "ada");
  const auto listen = [&](RequestId id, Json filter) {
    client.send(std::move(id), "subscriptions/listen", {{"notifications", std::move(filter)}});
    EXPECT_EQ(client.next()["method"], "notifications/subscriptions/acknowledged");
  };
  listen("lists", {{"resourcesListChanged", true}});
  listen("uris", {{"resourceSubscriptions", {"a:1", "a:2"}}});
  EXPECT_EQ(notes, Notes({"watches ada a:1 a:2"}));
  client.connection().receive(Notification{"notifications/cancelled", {{"requestId", "uris"}}});
  EXPECT_EQ(notes, Notes({"watches ada a:1 a:2", "leaves ada a:1 a:2"}));
}

TEST(ServerLog, ReachesSessionsThatWantTheLevel) {
  Server* late = nullptr;
  ServerHooks hooks{.session_opened = [&](const CallerInfo&) {
    late->log(LogLevel::error, "before the answer to initialize");
  }};
  Server server({"s", "1"}, {.hooks = hooks});
  late = &server;
  Peer session(server, true);
  Peer stateless(server, false);
  server.log(LogLevel::error, "before there is a session");
  session.open();
  server.log(LogLevel::debug, "below what is usual");
  server.log(LogLevel::info, "usual", "disk");
  EXPECT_EQ(session.next()["params"],
            Json({{"level", "info"}, {"data", "usual"}, {"logger", "disk"}}));
  session.ask("logging/setLevel", {{"level", "error"}});
  server.log(LogLevel::warning, "below");
  server.log(LogLevel::error, {{"code", 5}});
  const Json message = session.next();
  EXPECT_EQ(message["method"], "notifications/message");
  EXPECT_EQ(message["params"], Json({{"level", "error"}, {"data", {{"code", 5}}}}));
  EXPECT_TRUE(session.has_nothing());
  EXPECT_TRUE(stateless.has_nothing());
}

TEST(ServerHooks, MayThrow) {
  Notes logged;
  const auto fail = [](const char* what) -> SessionHook {
    return [what](const CallerInfo&) { throw std::runtime_error(what); };
  };
  const auto fail_watch = [](const CallerInfo&, const std::vector<std::string>&) {
    throw Error(ErrorCode::invalid_params, "watch");
  };
  Server server({"s", "1"},
                {.hooks = {.session_initialized = fail("initialized"),
                           .session_closed = fail("closed"),
                           .subscribed = fail_watch,
                           .unsubscribed = fail_watch},
                 .log = [&](LogLevel, const std::string& line) { logged.push_back(line); }});
  add_resource(server, "a:1");
  {
    Peer client(server, true);
    client.open();
    EXPECT_TRUE(client.ask("resources/subscribe", {{"uri", "a:1"}}).contains("result"));
    Peer stateless(server, false);
    stateless.send("l", "subscriptions/listen",
                   {{"notifications", {{"resourceSubscriptions", {"a:1"}}}}});
    EXPECT_EQ(stateless.next()["method"], "notifications/subscriptions/acknowledged");
    stateless.connection().end_subscriptions();
    EXPECT_EQ(stateless.next()["id"], "l");
  }
  EXPECT_EQ(logged,
            Notes({"session_initialized: initialized", "subscribed: watch", "subscribed: watch",
                   "unsubscribed: watch", "unsubscribed: watch", "session_closed: closed"}));
}

TEST(ServerHooks, RefuseASessionByAnyException) {
  Notes logged;
  Server server({"s", "1"},
                {.hooks = {.session_opened =
                               [](const CallerInfo&) { throw std::runtime_error("no database"); }},
                 .log = [&](LogLevel, const std::string& line) { logged.push_back(line); }});
  Peer client(server, true);
  EXPECT_EQ(client.open()["error"], Json({{"code", -32603}, {"message", "Internal error"}}));
  EXPECT_EQ(logged, Notes({"session_opened: no database"}));
}

}  // namespace
}  // namespace mcp

// Messages that are unusual, malformed, repeated or badly timed.
#include <gtest/gtest.h>

#include <algorithm>

#include "hostile/arena.hpp"
#include "support/server_process.hpp"

namespace mcp::test::messages_test {
namespace {

namespace fs = std::filesystem;

/// Text that replaces a part of a valid request to write a file.
struct BadMessage {
  const char* name;
  const char* part;
  std::string instead;
  const char* code = "-32700";
};

std::string nested(std::size_t depth, const char* open, const char* close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  text += '1';
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

constexpr const char* content = R"("the content")";
constexpr const char* path = R"("path":"new")";
constexpr const char* arguments = R"({"content":"the content","path":"new"})";

const BadMessage bad_messages[] = {
    {"Case89_PathTwice", path, R"("path":"other","path":"new")"},
    {"Case89_PathTwiceTheSame", path, R"("path":"new","path":"new")"},
    {"Case89_PathTwiceInDisguise", path, R"("p\u0061th":"other","path":"new")"},
    {"Case89_ArgumentsTwice", R"("name":)", R"("arguments":{"path":"x","content":""},"name":)"},
    {"Case89_MethodTwice", R"("method":)", R"("method":"ping","method":)"},
    {"Case89_VersionTwice", R"("jsonrpc":)", R"("jsonrpc":"1.0","jsonrpc":)"},
    {"Case89_IdTwice", R"("id":4711)", R"("id":4711,"id":4712)"},
    {"Case90_DeepArrays", content, nested(10'000, "[", "]")},
    {"Case90_DeepObjects", content, nested(10'000, R"({"a":)", "}")},
    {"Case90_DeepArraysWithoutAnEnd", content, nested(10'000, "[", "")},
    {"Case90_MillionDeepArrays", content, nested(1'000'000, "[", "]")},
    {"Case91_ContentIsANumber", content, "5", "E_INPUT"},
    {"Case91_ContentIsAnObject", content, "{}", "E_INPUT"},
    {"Case91_ContentIsAnArray", content, R"(["text"])", "E_INPUT"},
    {"Case91_ContentIsNull", content, "null", "E_INPUT"},
    {"Case91_ContentIsTrue", content, "true", "E_INPUT"},
    {"Case91_PathIsMissing", path, R"("mode":"create")", "E_INPUT"},
    {"Case91_PathIsANumber", path, R"("path":1)", "E_INPUT"},
    {"Case91_PathIsAList", path, R"("path":["new"])", "E_INPUT"},
    {"Case91_ExtraProperty", path, R"("path":"new","mood":"bad")", "E_INPUT"},
    {"Case91_ExtraPropertyOfAnotherCase", path, R"("path":"new","Path":"x")", "E_INPUT"},
    {"Case91_PropertyOfTheEngine", path, R"("path":"new","__proto__":{})", "E_INPUT"},
    {"Case91_UnknownMode", path, R"("path":"new","mode":"append")", "E_INPUT"},
    {"Case91_ModeIsANumber", path, R"("path":"new","mode":1)", "E_INPUT"},
    {"Case91_FlagIsText", path, R"("path":"new","createParents":"yes")", "E_INPUT"},
    {"Case91_EtagIsANumber", path, R"("path":"new","ifMatch":5)", "E_INPUT"},
    {"Case91_ArgumentsAreAList", arguments, "[]", "-32602"},
    {"Case91_ArgumentsAreText", arguments, R"("{}")", "-32602"},
    {"Case91_ArgumentsAreMissing", R"("arguments":)", R"("argument":)", "E_INPUT"},
    {"Case91_NameIsANumber", R"("write_file")", "7", "-32602"},
    {"Case91_UnknownTool", R"("write_file")", R"("WRITE_FILE")", "-32602"},
    {"Case91_UnknownMethod", R"("tools/call")", R"("tools/Call")", "-32601"},
    {"Case92_NumberThatIsTooLarge", content, "1e400"},
    {"Case92_NotANumber", content, "NaN"},
    {"Case92_Infinity", content, "-Infinity"},
    {"Case92_LeadingZero", content, "01"},
    {"Case92_LeadingPlus", content, "+1"},
    {"Case92_NoFraction", content, "1."},
    {"Case92_Hexadecimal", content, "0x10"},
    {"Case92_IntegerThatIsTooLarge", content, "123456789012345678901234567890"},
    {"Case94_ParametersAreAList", R"("params":)", R"("params":[],"other":)", "-32600"},
};

class BadMessages : public testing::TestWithParam<BadMessage> {};

std::string good_request(const Peer& peer) {
  const Json params = peer.dressed(
      {{"name", "write_file"}, {"arguments", {{"path", "new"}, {"content", "the content"}}}});
  return Json{{"jsonrpc", "2.0"}, {"id", 4711}, {"method", "tools/call"}, {"params", params}}
      .dump();
}

TEST_P(BadMessages, HaveNoEffect) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string before = arena.state();
    std::string message = good_request(service.peer());
    const std::string part = GetParam().part;
    ASSERT_NE(message.find(part), std::string::npos) << message;
    service.send(message.replace(message.find(part), part.size(), GetParam().instead));
    const Answer answer = service.peer().wait_answer(4711);
    EXPECT_EQ(answer.code, GetParam().code) << answer.message;
    EXPECT_EQ(arena.state(), before);
    EXPECT_TRUE(service.peer().call("file_info", {{"path", "ok.txt"}}).ok());
  });
}

INSTANTIATE_TEST_SUITE_P(Messages, BadMessages, testing::ValuesIn(bad_messages),
                         [](const auto& test) { return test.param.name; });

/// Lines that are not requests with an id: the error response has no id.
struct BadLine {
  const char* name;
  std::string line;
  int code;
};

const BadLine bad_lines[] = {
    {"Case90_DeepLine", nested(10'000, "[", "]"), -32700},
    {"Case92_Nonsense", "nonsense", -32700},
    {"Case92_TwoMessagesOnALine", R"({"jsonrpc":"2.0"}{"jsonrpc":"2.0"})", -32700},
    {"Case94_Batch", R"([{"jsonrpc":"2.0","id":1,"method":"ping"}])", -32600},
    {"Case94_EmptyBatch", "[]", -32600},
    {"Case94_Text", R"("ping")", -32600},
    {"Case94_Null", "null", -32600},
    {"Case94_IdIsAnObject", R"({"jsonrpc":"2.0","id":{},"method":"ping"})", -32600},
    {"Case94_IdIsAFraction", R"({"jsonrpc":"2.0","id":1.5,"method":"ping"})", -32600},
    {"Case94_IdIsNull", R"({"jsonrpc":"2.0","id":null,"method":"ping"})", -32600},
};

class BadLines : public testing::TestWithParam<BadLine> {};

TEST_P(BadLines, AreAnsweredAndTheNextOneIsServed) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    service.send(GetParam().line);
    const Json answer = service.peer().wait(nullptr);
    EXPECT_EQ(answer["error"]["code"], GetParam().code) << answer;
    EXPECT_TRUE(service.peer().call("file_info", {{"path", "ok.txt"}}).ok());
  });
}

INSTANTIATE_TEST_SUITE_P(Messages, BadLines, testing::ValuesIn(bad_lines),
                         [](const auto& test) { return test.param.name; });

const Json can_be_asked{{"elicitation", {{"form", Json::object()}}}};

/// A request that stays open until `finish`. In the legacy era it waits for an elicitation, in the
/// modern era it is a subscription.
class OpenRequest {
 public:
  OpenRequest(const Arena& arena, Era era, Json progress_token = nullptr)
      : server_({.arguments = command_line(arena.root(), approve(era))}),
        peer(server_, era, can_be_asked) {
    Json params = era == Era::modern ? Json{{"notifications", Json::object()}}
                                     : Json{{"name", "write_file"},
                                            {"arguments", {{"path", "asked"}, {"content", "x"}}}};
    if (!progress_token.is_null()) params["_meta"]["progressToken"] = progress_token;
    id = peer.start(era == Era::modern ? "subscriptions/listen" : "tools/call", params);
    question = peer.next_told();
  }

  /// Lets it end, and returns how it ended.
  Answer finish() {
    if (peer.era() == Era::modern) {
      server_.kill(SIGTERM);
    } else {
      peer.send({{"jsonrpc", "2.0"},
                 {"id", question["id"]},
                 {"result", {{"action", "accept"}, {"content", {{"approve", true}}}}}});
    }
    return peer.wait_answer(id);
  }

 private:
  static std::vector<std::string> approve(Era era) {
    if (era == Era::modern) return {};
    return {"--approve=all"};
  }

  ServerProcess server_;

 public:
  Peer peer;
  int id = 0;
  Json question;
};

void in_both_eras(const std::function<void(Era)>& test) {
  for (const Era era : {Era::modern, Era::legacy}) {
    SCOPED_TRACE(to_text(era));
    test(era);
  }
}

TEST(Messages, Case93_IdThatIsInUse) {
  in_both_eras([](Era era) {
    const Arena arena;
    const std::string before = arena.state();
    OpenRequest open(arena, era);
    ASSERT_FALSE(open.question.is_null());
    Json again{{"name", "write_file"}, {"arguments", {{"path", "new"}, {"content", "x"}}}};
    open.peer.send({{"jsonrpc", "2.0"},
                    {"id", open.id},
                    {"method", "tools/call"},
                    {"params", open.peer.dressed(again)}});
    EXPECT_EQ(open.peer.wait_answer(open.id).code, "-32600");
    EXPECT_EQ(arena.state(), before);
    EXPECT_TRUE(open.peer.call("file_info", {{"path", "ok.txt"}}).ok());
    EXPECT_TRUE(open.finish().ok());
    EXPECT_FALSE(fs::exists(arena.root() / "new"));
  });
}

// Many concurrent requests, answered in any order, each with its own result.
TEST(Messages, Case93_NoCrossTalk) {
  in_each_way([](Way way) {
    const Arena arena(Scratch::Where::memory);
    Service service(arena, way);
    std::map<int, std::string> expected;
    for (int i = 0; i < 100; ++i) {
      const std::string name = "file " + std::to_string(i);
      Json call{{"path", name}, {"content", name}};
      expected[service.peer().start_tool("write_file", call, i)] = name;
    }
    for (const auto& [id, name] : expected) {
      const Answer answer = service.peer().wait_answer(id);
      EXPECT_TRUE(answer.ok());
      EXPECT_EQ(answer.content["path"], name);
      EXPECT_EQ(content_of(arena.root() / name), name);
    }
    EXPECT_EQ(service.peer().told.size(), expected.size());
    EXPECT_TRUE(service.peer().unclaimed.empty());
  });
}

TEST(Messages, Case95_BadProgressTokens) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    const std::string before = arena.state();
    const Json tokens[] = {Json::object(), Json::array(), 1.5, true, UINT64_MAX};
    for (const Json& token : tokens) {
      const Answer answer =
          service.peer().call("write_file", {{"path", "new"}, {"content", "x"}}, token);
      EXPECT_EQ(answer.code, "-32602") << token;
      EXPECT_EQ(arena.state(), before);
    }
    EXPECT_TRUE(service.peer().told.empty());
  });
}

TEST(Messages, Case95_ProgressTokenThatIsInUse) {
  in_both_eras([](Era era) {
    for (const Json& token : {Json("token"), Json(0)}) {
      const Arena arena;
      const std::string before = arena.state();
      OpenRequest open(arena, era, token);
      ASSERT_FALSE(open.question.is_null());
      const Json call{{"path", "new"}, {"content", "x"}};
      EXPECT_EQ(open.peer.call("write_file", call, token).code, "-32602");
      EXPECT_EQ(arena.state(), before);
      // A token of another type is another token.
      const Json other = token.is_string() ? Json(0) : Json("0");
      EXPECT_TRUE(open.peer.call("file_info", {{"path", "ok.txt"}}, other).ok());
      EXPECT_TRUE(open.finish().ok());
    }
  });
}

TEST(Messages, Case96_NoProgressWithoutAToken) {
  in_each_way([](Way way) {
    const Arena arena(Scratch::Where::memory);
    Service service(arena, way);
    const std::string text(std::size_t{3} << 20, 'x');
    EXPECT_TRUE(service.peer().call("write_file", {{"path", "new"}, {"content", text}}).ok());
    EXPECT_TRUE(service.peer().call("file_info", {{"path", "new"}}).ok());
    EXPECT_TRUE(service.peer().told.empty());
  });
}

/// Writes a file and checks its progress notifications.
void check_progress(Peer& peer, int token, std::size_t size) {
  const Json call{{"path", "file"},
                  {"content", std::string(size, static_cast<char>('a' + token % 26))},
                  {"mode", "upsert"}};
  const Answer answer = peer.call("write_file", call, token);
  ASSERT_TRUE(answer.ok()) << answer.message;
  double last = 0;
  for (const Json& told : peer.told) {
    const Json& params = told["params"];
    ASSERT_EQ(params["progressToken"], token) << "told after the result";
    ASSERT_EQ(params["total"], size);
    ASSERT_GT(params["progress"].get<double>(), last);
    last = params["progress"];
  }
  ASSERT_EQ(last, size);
  peer.told.clear();
}

TEST(Messages, Case97_ProgressOfAThousandWrites) {
  const Arena arena(Scratch::Where::memory);
  Service service(arena, {"program", Way::Kind::confined, Era::modern});
  for (int i = 0; i < repeats(1000) && !testing::Test::HasFatalFailure(); ++i) {
    check_progress(service.peer(), i, 40'000 + static_cast<std::size_t>(i));
  }
}

TEST(Messages, Case97_ProgressOfLargeWrites) {
  in_each_way([](Way way) {
    const Arena arena(Scratch::Where::memory);
    Service service(arena, way);
    for (int i = 0; i < repeats(5) && !testing::Test::HasFatalFailure(); ++i) {
      check_progress(service.peer(), i, (std::size_t{3} << 20) + static_cast<std::size_t>(i));
    }
  });
}

TEST(Messages, Case104_ReadOnlyServerHasNoToolThatWrites) {
  in_each_era([](Way way) {
    const Arena arena;
    Service service(arena, way, {.arguments = {"--read-only"}});
    const std::string before = arena.state();
    const Json tools = service.peer().request("tools/list", Json::object())["result"]["tools"];
    EXPECT_EQ(tools.size(), 7U);
    for (const Json& tool : tools) {
      EXPECT_NE(tool["name"], "write_file");
      EXPECT_EQ(tool["annotations"]["readOnlyHint"], true);
    }
    EXPECT_EQ(service.peer().call("write_file", {{"path", "new"}, {"content", "x"}}).code,
              "-32602");
    EXPECT_EQ(arena.state(), before);
    EXPECT_TRUE(service.peer().call("read_file", {{"path", "ok.txt"}}).ok());
  });
}

TEST(Messages, Case104_ToolsThatAreNotOfferedCannotBeCalled) {
  in_each_era([](Way way) {
    const Arena arena;
    Service service(arena, way, {.arguments = {"--tools=read_file,file_info"}});
    const std::string before = arena.state();
    for (const char* tool : {"write_file", "list_directory"}) {
      EXPECT_EQ(service.peer().call(tool, plain_arguments(tool, "new")).code, "-32602");
    }
    EXPECT_EQ(arena.state(), before);
  });
}

}  // namespace
}  // namespace mcp::test::messages_test

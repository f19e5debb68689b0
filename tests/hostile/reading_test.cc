// read_file: ranges, the last lines, line numbers.
#include <gtest/gtest.h>

#include "hostile/arena.hpp"

namespace mcp::test::reading_test {
namespace {

Answer read(Service& service, Json arguments) {
  return service.peer().call("read_file", std::move(arguments));
}

/// The content items of a result.
Json shown(const Answer& answer) {
  return answer.message["result"]["content"];
}

/// A tail and what must be returned: the text, and whether more was asked for than fits.
struct TailCase {
  std::string content;
  Json arguments;
  std::string text;
  bool truncated = false;
};

const TailCase tails[] = {
    {"one\ntwo\nthree\n", {{"tail", 1}}, "three\n"},
    {"one\ntwo\nthree", {{"tail", 1}}, "three"},
    {"one\ntwo\nthree\n", {{"tail", 2}}, "two\nthree\n"},
    {"one\ntwo\nthree\n", {{"tail", 3}}, "one\ntwo\nthree\n"},
    {"one\ntwo\nthree\n", {{"tail", 4}}, "one\ntwo\nthree\n"},
    {"one\r\n\r\ntwo\r\n", {{"tail", 2}}, "\r\ntwo\r\n"},
    {"\n\n\n", {{"tail", 2}}, "\n\n"},
    {"\n", {{"tail", 1}}, "\n"},
    {"", {{"tail", 1}}, ""},
    {"one\ntwo\nthree\n", {{"tail", 3}, {"maxBytes", 14}}, "one\ntwo\nthree\n"},
    {"one\ntwo\nthree\n", {{"tail", 3}, {"maxBytes", 13}}, "two\nthree\n", true},
    {"one\ntwo\nthree\n", {{"tail", 3}, {"maxBytes", 10}}, "two\nthree\n", true},
    {"one\ntwo\nthree\n", {{"tail", 2}, {"maxBytes", 10}}, "two\nthree\n"},
    {"one\ntwo\nthree\n", {{"tail", 2}, {"maxBytes", 9}}, "three\n", true},
    {"one\ntwo\nthree\n", {{"tail", 2}, {"maxBytes", 3}}, "ee\n", true},
    {"one\n\xC3\xA9\xF0\x9F\x98\x80", {{"tail", 1}, {"maxBytes", 5}}, "\xF0\x9F\x98\x80", true},
    {"one\n\xC3\xA9\xF0\x9F\x98\x80", {{"tail", 1}, {"maxBytes", 6}}, "\xC3\xA9\xF0\x9F\x98\x80"},
};

TEST(ReadFile, TailReturnsTheLastLines) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    for (const TailCase& each : tails) {
      SCOPED_TRACE(each.arguments.dump() + each.content);
      put(arena.root() / "a", each.content);
      Json arguments = each.arguments;
      arguments["path"] = "a";
      const Answer answer = read(service, arguments);
      EXPECT_EQ(answer.content["text"], each.text) << answer.message;
      EXPECT_EQ(answer.content["range"]["startByte"], each.content.size() - each.text.size());
      EXPECT_EQ(answer.content["range"]["endByte"], each.content.size());
      EXPECT_EQ(answer.content.value("truncated", false), each.truncated);
      EXPECT_EQ(shown(answer)[0]["text"], each.text);
      const bool whole = each.text == each.content;
      EXPECT_EQ(shown(answer).size(), whole ? 1U : 2U);
    }
  });
}

TEST(ReadFile, TailThatIsCutSaysHowToGetTheRest) {
  in_each_era([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "one\ntwo\nthree\n");
    Service service(arena, way);
    const Answer answer = read(service, {{"path", "a"}, {"tail", 3}, {"maxBytes", 10}});
    EXPECT_EQ(shown(answer)[1]["text"],
              "[Only a part of the file: bytes 4 to 14 of 14. The lines before did not fit: give a "
              "larger maxBytes, or a startByte before 4.]");
  });
}

TEST(ReadFile, LineNumbersAreOnlyShown) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "one\n\ntwo\r\nthree");
    Service service(arena, way);
    const std::tuple<Json, const char*, const char*, int, int> cases[] = {
        {Json::object(), "1\tone\n2\t\n3\ttwo\r\n4\tthree", "one\n\ntwo\r\nthree", 1, 4},
        {{{"startLine", 2}, {"maxLines", 2}}, "2\t\n3\ttwo\r\n", "\ntwo\r\n", 2, 3},
        {{{"tail", 2}}, "3\ttwo\r\n4\tthree", "two\r\nthree", 3, 4},
        {{{"startByte", 6}, {"maxBytes", 4}}, "3\two\r\n", "wo\r\n", 3, 3},
        {{{"startByte", 3}, {"maxBytes", 1}}, "1\t\n", "\n", 1, 1},
    };
    for (const auto& [range, numbered, text, first, last] : cases) {
      Json arguments = range;
      arguments["path"] = "a";
      arguments["lineNumbers"] = true;
      const Answer answer = read(service, arguments);
      EXPECT_EQ(shown(answer)[0]["text"], numbered);
      EXPECT_EQ(answer.content["text"], text);
      EXPECT_EQ(answer.content["range"]["startLine"], first) << arguments;
      EXPECT_EQ(answer.content["range"]["endLine"], last) << arguments;
    }
    EXPECT_EQ(read(service, {{"path", "a"}, {"lineNumbers", true}, {"encoding", "base64"}}).code,
              "E_INPUT");
  });
}

/// The text of each range: "first-last:text".
std::vector<std::string> ranges_of(const Answer& answer) {
  std::vector<std::string> all;
  EXPECT_TRUE(answer.ok()) << answer.message;
  for (const Json& range : answer.content["ranges"]) {
    all.push_back(range["startLine"].dump() + '-' + range.value("endLine", Json()).dump() + ':' +
                  range["text"].get<std::string>());
  }
  return all;
}

Json lines(int first, int last) {
  return {{"startLine", first}, {"endLine", last}};
}

Json all_of(const std::vector<Json>& ranges) {
  return ranges;
}

TEST(ReadFile, SeveralRanges) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "1\n2\n3\n4\n5\n6\n7\n8");
    Service service(arena, way);
    const std::pair<Json, std::vector<std::string>> cases[] = {
        {all_of({lines(2, 3)}), {"2-3:2\n3\n"}},
        {all_of({lines(7, 8), lines(1, 2)}), {"1-2:1\n2\n", "7-8:7\n8"}},
        {all_of({lines(1, 2), lines(3, 3), lines(3, 4)}), {"1-4:1\n2\n3\n4\n"}},
        {all_of({lines(8, 100)}), {"8-8:8"}},
        {all_of({lines(1, 1), lines(50, 60), lines(70, 80)}), {"1-1:1\n", "50-null:", "70-null:"}},
    };
    for (const auto& [ranges, expected] : cases) {
      const Answer answer = read(service, {{"path", "a"}, {"ranges", ranges}});
      EXPECT_EQ(ranges_of(answer), expected);
      EXPECT_FALSE(answer.content.contains("truncated"));
      EXPECT_FALSE(answer.content.contains("text"));
      EXPECT_FALSE(answer.content.contains("nextStartLine"));
    }
    const Json ranges = all_of({lines(7, 8), lines(1, 1), lines(9, 9)});
    const Answer numbered =
        read(service, {{"path", "a"}, {"ranges", ranges}, {"lineNumbers", true}});
    const char* expected[] = {"[Lines 1 to 1:]", "1\t1\n", "[Lines 7 to 8:]", "7\t7\n8\t8"};
    ASSERT_EQ(shown(numbered).size(), 4U) << numbered.message;
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(shown(numbered)[i]["text"], expected[i]);
  });
}

TEST(ReadFile, RangesThatDoNotFitSayWhereToGoOn) {
  in_each_way([](Way way) {
    const Arena arena;
    put(arena.root() / "a", "11\n22\n33\n44\n55\n\xC3\xA9\xC3\xA9\n");
    Service service(arena, way);
    const auto call = [&](const Json& ranges, int most) {
      return read(service, {{"path", "a"}, {"ranges", ranges}, {"maxBytes", most}});
    };
    const Json two = all_of({lines(1, 2), lines(4, 5)});
    Answer answer = call(two, 12);
    EXPECT_EQ(ranges_of(answer), (std::vector<std::string>{"1-2:11\n22\n", "4-5:44\n55\n"}));
    EXPECT_FALSE(answer.content.contains("truncated"));
    answer = call(two, 11);
    EXPECT_EQ(ranges_of(answer), (std::vector<std::string>{"1-2:11\n22\n", "4-4:44\n"}));
    EXPECT_EQ(answer.content["nextStartLine"], 5);
    EXPECT_EQ(answer.content["truncated"], true);
    EXPECT_EQ(shown(answer).back()["text"],
              "[maxBytes was reached. To go on, call read_file with the ranges from line 5 on.]");
    for (const int most : {6, 7, 8}) {
      answer = call(two, most);
      EXPECT_EQ(ranges_of(answer), std::vector<std::string>{"1-2:11\n22\n"}) << most;
      EXPECT_EQ(answer.content["nextStartLine"], 4) << most;
      EXPECT_EQ(answer.content["truncated"], true) << most;
    }
    answer = call(all_of({lines(6, 6)}), 3);
    EXPECT_EQ(ranges_of(answer), std::vector<std::string>{"6-6:\xC3\xA9"});
    EXPECT_EQ(answer.content["nextStartByte"], 17);
    EXPECT_FALSE(answer.content.contains("nextStartLine"));
  });
}

TEST(ReadFile, RangesThatMeanNothingAreRefused) {
  in_each_way([](Way way) {
    const Arena arena;
    Service service(arena, way);
    Json many = Json::array();
    for (int i = 1; i <= 21; ++i) many.push_back(lines(2 * i, 2 * i));
    const Json cases[] = {
        {{"ranges", many}},
        {{"ranges", all_of({lines(2, 1)})}},
        {{"ranges", all_of({lines(0, 1)})}},
        {{"ranges", all_of({{{"startLine", 1}}})}},
        {{"ranges", "1-2"}},
        {{"ranges", all_of({lines(1, 1)})}, {"tail", 1}},
        {{"ranges", all_of({lines(1, 1)})}, {"startLine", 1}},
        {{"tail", 0}},
        {{"tail", 1}, {"startByte", 1}},
        {{"tail", 1}, {"maxLines", 1}},
        {{"startByte", 1}, {"maxLines", 1}},
    };
    for (Json arguments : cases) {
      arguments["path"] = "ok.txt";
      EXPECT_EQ(read(service, arguments).code, "E_INPUT") << arguments;
    }
    many.erase(0);
    EXPECT_TRUE(read(service, {{"path", "ok.txt"}, {"ranges", many}}).ok());
  });
}

}  // namespace
}  // namespace mcp::test::reading_test

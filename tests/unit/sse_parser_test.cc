// Server-sent events. Every case is read whole, byte by byte, and cut in two at every point.

#include "http/sse_parser.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace mcp::http {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

struct Read {
  std::vector<SseEvent> events;
  std::string last_event_id;
  std::optional<std::chrono::milliseconds> retry;

  bool operator==(const Read&) const = default;
};

void feed(SseParser& parser, std::string_view bytes, Read& read) {
  EXPECT_TRUE(parser.take(bytes, [&](SseEvent event) { read.events.push_back(std::move(event)); }));
}

Read finish(const SseParser& parser, Read read) {
  read.last_event_id = parser.last_event_id();
  read.retry = parser.retry();
  return read;
}

Read read_in_two(std::string_view stream, std::size_t cut) {
  SseParser parser(1000);
  Read read;
  feed(parser, stream.substr(0, cut), read);
  feed(parser, stream.substr(cut), read);
  return finish(parser, std::move(read));
}

Read read_bytewise(std::string_view stream) {
  SseParser parser(1000);
  Read read;
  for (std::size_t at = 0; at < stream.size(); ++at) feed(parser, stream.substr(at, 1), read);
  return finish(parser, std::move(read));
}

struct ParserCase {
  const char* name;
  std::string stream;
  Read read;
};

const ParserCase parser_cases[] = {
    {"nothing", "", {}},
    {"one event", "data: a\n\n", {{{"message", "a"}}, "", {}}},
    {"carriage returns", "data: a\r\rdata: b\r\r", {{{"message", "a"}, {"message", "b"}}, "", {}}},
    {"both", "data: a\r\n\r\ndata: b\r\n\r\n", {{{"message", "a"}, {"message", "b"}}, "", {}}},
    {"mixed",
     "data: a\r\n\ndata: b\n\rdata: c\r\n\r\n",
     {{{"message", "a"}, {"message", "b"}, {"message", "c"}}, "", {}}},
    {"incomplete", "data: a\n\ndata: b\n", {{{"message", "a"}}, "", {}}},
    {"byte order mark",
     "\xEF\xBB\xBF"
     "data: a\n\n",
     {{{"message", "a"}}, "", {}}},
    {"only one mark",
     "\xEF\xBB\xBF\xEF\xBB\xBF"
     "data: a\n\ndata: b\n\n",
     {{{"message", "b"}}, "", {}}},
    {"no mark later",
     "data: a\n\n\xEF\xBB\xBF"
     "data: b\n\n",
     {{{"message", "a"}}, "", {}}},
    {"comments", ": keep-alive\n\n:\n:data: x\ndata: a\n:y\n\n", {{{"message", "a"}}, "", {}}},
    {"several lines", "data: a\ndata:\ndata: b\n\n", {{{"message", "a\n\nb"}}, "", {}}},
    {"one space goes", "data:  a \n\ndata:b\n\n", {{{"message", " a "}, {"message", "b"}}, "", {}}},
    {"no colon", "data\n\n", {{{"message", ""}}, "", {}}},
    {"colons in data", "data: {\"a\": \"b:c\"}\n\n", {{{"message", "{\"a\": \"b:c\"}"}}, "", {}}},
    {"type", "event: ping\ndata: a\n\ndata: b\n\n", {{{"ping", "a"}, {"message", "b"}}, "", {}}},
    {"type without data", "event: ping\n\ndata: b\n\n", {{{"message", "b"}}, "", {}}},
    {"id", "id: 7\ndata: a\n\n", {{{"message", "a"}}, "7", {}}},
    {"id stays", "id: 7\ndata: a\n\ndata: b\n\n", {{{"message", "a"}, {"message", "b"}}, "7", {}}},
    {"id without data", "id: 7\ndata:\n\n", {{{"message", ""}}, "7", {}}},
    {"id alone", "id: 7\n\n", {{}, "7", {}}},
    {"id of nothing complete", "id: 7\n\nid: 8\ndata: a\n", {{}, "7", {}}},
    {"id taken back", "id: 7\n\nid\n\n", {{}, "", {}}},
    {"id with a NUL", "id: 7\n\nid: 8\0\n\n"s, {{}, "7", {}}},
    {"retry", "retry: 500\n\n", {{}, "", 500ms}},
    {"retry at once", "retry: 500\n", {{}, "", 500ms}},
    {"retry that is no number", "retry: 5s\nretry: -1\nretry:\nretry: 99999999999999\n", {}},
    {"unknown fields", "Data: x\nfoo: bar\n data: y\ndata: a\n\n", {{{"message", "a"}}, "", {}}},
};

TEST(SseParser, ReadsEventsHoweverTheyAreCut) {
  for (const auto& test : parser_cases) {
    SCOPED_TRACE(test.name);
    EXPECT_EQ(read_bytewise(test.stream), test.read);
    for (std::size_t cut = 0; cut <= test.stream.size(); ++cut) {
      EXPECT_EQ(read_in_two(test.stream, cut), test.read) << "cut at " << cut;
    }
  }
}

TEST(SseParser, RefusesEventsThatAreTooLarge) {
  const auto none = [](const SseEvent&) {};
  const std::string large(60, 'x');
  for (const std::string& stream :
       {large + large, ": " + large + large, "data: " + large + "\ndata: " + large}) {
    SseParser parser(100);
    EXPECT_FALSE(parser.take(stream, none));
    SseParser bytewise(100);
    bool fits = true;
    for (const char c : stream) fits = fits && bytewise.take({&c, 1}, none);
    EXPECT_FALSE(fits);
  }
  SseParser parser(100);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(parser.take("data: " + large + "\n\n", none));
}

TEST(SseParser, GoesOnOverAnotherConnection) {
  SseParser parser(1000);
  Read read;
  feed(parser, "id: 1\nretry: 20\ndata: a\n\nid: 2\nevent: x\ndata: lost\r", read);
  parser.reconnected();
  EXPECT_EQ(parser.last_event_id(), "1");
  feed(parser, "\n\xEF\xBB\xBF", read);
  parser.reconnected();
  feed(parser,
       "\xEF\xBB\xBF"
       "data: b\n\n",
       read);
  EXPECT_EQ(finish(parser, read), (Read{{{"message", "a"}, {"message", "b"}}, "1", 20ms}));
}

}  // namespace
}  // namespace mcp::http

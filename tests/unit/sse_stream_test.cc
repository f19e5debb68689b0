// The event stream of an HTTP+SSE server, cut in two at every byte, and its endpoint's URL.

#include "http/sse_stream.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "http/server_link.hpp"
#include "http/sse_endpoint.hpp"

namespace mcp::http::client {
namespace {

const std::string stream_url = "http://user:word@Host.example:8080/a/sse?x=1";

struct EndpointCase {
  std::string named;
  std::string url;  // empty: it is rejected
};

TEST(SseEndpoint, KeepsTheOriginOfTheStream) {
  const std::string origin = "http://user:word@Host.example:8080";
  const EndpointCase cases[] = {
      {"/message?id=1", origin + "/message?id=1"},
      {"message?id=1", origin + "/a/message?id=1"},
      {"?id=1", origin + "/a/sse?id=1"},
      {"../../message", origin + "/message"},
      {" /message\t", origin + "/message"},
      {"/message#part", origin + "/message"},
      {"//host.example:8080/message", origin + "/message"},
      {"http://host.EXAMPLE:8080/message?a=b%20c", origin + "/message?a=b%20c"},
      {"HTTP://host.example:8080", origin + "/"},
      {"http://other:secret@host.example:8080/message", origin + "/message"},
      {"/\xC3\xA9?q=\xC3\xA9", origin + "/%c3%a9?q=%c3%a9"},
      {"/a:b", origin + "/a:b"},
      {"", ""},
      {" ", ""},
      {"https://host.example:8080/message", ""},
      {"http://host.example/message", ""},
      {"http://host.example:8081/message", ""},
      {"//other.example/message", ""},
      {"http://host.example:8080@other.example/message", ""},
      {"http://host.example.:8080/message", ""},
      {"http:message", ""},
      {"http:/message", ""},
      {"http://", ""},
      {"javascript:alert(1)", ""},
      {"JavaScript:alert(1)", ""},
      {"file:///etc/passwd", ""},
      {"data:text/plain,x", ""},
      {"a\nb", ""},
      {std::string("/a\0b", 4), ""},
      {"/" + std::string(8191, 'a'), origin + "/" + std::string(8191, 'a')},
      {"/" + std::string(8192, 'a'), ""},
  };
  for (const auto& test : cases) {
    const auto url = resolve_endpoint(stream_url, test.named);
    EXPECT_EQ(url ? *url : "", test.url) << test.named;
    EXPECT_TRUE(url || url.error().code() == ErrorCode::protocol_violation) << test.named;
  }
}

TEST(SseEndpoint, KnowsDefaultPorts) {
  const EndpointCase cases[] = {{"http://host/sse", "http://host:80/message"},
                                {"http://host:80/sse", "http://host/message"},
                                {"https://host/sse", "https://host:443/message"},
                                {"http://[::1]/sse", "http://[::1]:80/message"}};
  for (const auto& [stream, named] : cases) {
    EXPECT_TRUE(resolve_endpoint(stream, named).ok()) << named;
  }
  EXPECT_FALSE(resolve_endpoint("https://host/sse", "https://host:80/message").ok());
}

/// What a stream reports, in order.
class Link final : public ServerLink {
 public:
  std::vector<std::string> reports;

  const HttpTarget& target() const override { return target_; }
  TransferLoop& loop() override { throw std::logic_error("no transfer is expected"); }
  AuthorizedTransfers& transfers() override { throw std::logic_error("no transfer is expected"); }
  bool closing() const override { return false; }
  HttpRequest post(Headers, std::shared_ptr<const std::string>) const override { return {}; }
  HttpRequest get(Headers) const override { return {}; }
  HttpRequest request(const char*, Headers) const override { return {}; }
  void ask(HttpEra&, std::string_view, Json, AnswerHandler) override {}
  void post_message(const Message&, const Headers&, std::function<void(int)>) override {}
  std::optional<RequestId> take(const SseEvent& event) override {
    if (event.type == "message") reports.push_back(event.data);
    return std::nullopt;
  }
  void take_back(const RequestId&) override {}
  void warn(const std::string& text) override { reports.push_back("warning: " + text); }
  void ended(const Exchange&) override {}
  bool fall_back(Exchange&) override { return false; }
  void use_endpoint(std::string) override {}
  void lose(const std::string&) override {}

 private:
  const HttpTarget target_ = {.url = stream_url, .limits = {.max_bytes = 1000}};
};

std::vector<std::string> read(const std::vector<std::string_view>& pieces) {
  Link link;
  const auto stream = std::make_shared<SseStream>(
      link, SseStream::Handlers{
                .opened = [&](const std::string& url) { link.reports.push_back("at " + url); },
                .ended = [&](const Error& why) { link.reports.emplace_back(why.what()); }});
  stream->head({.status = 200,
                .headers = {{"content-type", "text/event-stream; charset=utf-8"}},
                .url = stream_url});
  for (const auto piece : pieces) stream->body(piece);
  stream->done("");
  return link.reports;
}

TEST(SseStream, IsReadTheSameHoweverItIsCut) {
  const std::string second = "warning: The server sent a second `endpoint` event, which is ignored";
  struct Case {
    std::string stream;
    std::vector<std::string> reports;
  };
  const Case cases[] = {
      {"\xEF\xBB\xBF: hello\r\nretry: 1\r\n\r\nevent: endpoint\r\ndata: /m?s=1\r\n\r\n"
       "event: message\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\ndata: {}\n\nevent: ping\rdata: x\r\r",
       {"at http://user:word@Host.example:8080/m?s=1", "{\"a\":\n1}", "{}",
        "its event stream ended"}},
      {"event: endpoint\ndata: m\n\nevent: endpoint\ndata: //evil\n\nevent: endpoint\ndata: x\n\n"
       "data: \xC3\xA9\n\n",
       {"at http://user:word@Host.example:8080/a/m", second, "\xC3\xA9", "its event stream ended"}},
      {"event: ping\ndata: 1\n\nevent: endpoint\ndata: /m",
       {"The server's event stream ended before its `endpoint` event"}},
      {"data: {}\n\nevent: endpoint\ndata: /m\n\ndata: {}\n\n",
       {"The server's event stream begins with a message, not with an `endpoint` event"}},
      {"event: endpoint\ndata: //evil/m\n\nevent: endpoint\ndata: /m\n\ndata: {}\n\n",
       {"The server's `endpoint` event names another origin, to which nothing is sent: //evil/m"}},
      {"event: endpoint\ndata: /m\n\ndata: " + std::string(1001, 'x') + "\n\ndata: {}\n\n",
       {"at http://user:word@Host.example:8080/m",
        "it sent an event that is larger than the limit"}},
  };
  for (const auto& test : cases) {
    const std::string_view all = test.stream;
    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < all.size(); ++i) bytes.push_back(all.substr(i, 1));
    EXPECT_EQ(read(bytes), test.reports);
    for (std::size_t cut = 0; cut <= all.size(); ++cut) {
      EXPECT_EQ(read({all.substr(0, cut), all.substr(cut)}), test.reports) << cut;
    }
  }
}

}  // namespace
}  // namespace mcp::http::client

// Requests that are split, pipelined, ambiguous or too large, over sockets.

#include <gtest/gtest.h>

#include "support/ambiguous_requests.hpp"
#include "support/http_host.hpp"
#include "support/http_requests.hpp"
#include "support/process_memory.hpp"
#include "support/raw_client.hpp"

namespace mcp::test::http_framing_test {
namespace {

http::Request echo(const std::string& text, const Json& id = 1) {
  return modern_tool("echo", {{"text", text}}, id);
}

std::string said(const RawResponse& response) {
  const Json json = response.json();
  if (!json.is_object() || !json.contains("result")) return {};
  return json["result"]["content"][0]["text"];
}

// The head of a request without the headers for its length.
std::string head_of(const http::Request& request) {
  const std::string wire = to_wire(request);
  return wire.substr(0, wire.find("Content-Length"));
}

class HttpFraming : public testing::Test {
 protected:
  HttpFraming() {
    host.server.add_tool({.name = "smuggled"}, ToolHandler([this](const Json&, ToolContext&) {
                           ++smuggled;
                           return ToolReply(text("smuggled"));
                         }),
                         {.may_block = false});
  }

  void expect_alive() {
    RawClient client(host.port());
    EXPECT_EQ(said(client.ask(to_wire(echo("alive")))), "alive");
  }

  std::atomic<int> smuggled = 0;
  HttpHost host{{}, {.limits = {.max_bytes = 100'000}}};
};

// A request whose end a proxy and this server could see at different places is refused, and the
// connection is closed: bytes after it are not read as a request.
TEST_F(HttpFraming, Case121_AmbiguousRequestsAreRefused) {
  const http::Request outer = echo("outer");
  const std::string inner = to_wire(modern_tool("smuggled", Json::object(), 2));
  const auto cases = ambiguous_requests("/mcp", head_of(outer), outer.body, inner);
  for (const auto& [name, bytes] : cases) {
    SCOPED_TRACE(name);
    RawClient client(host.port());
    client.send(bytes + inner);
    const RawResponse response = client.read();
    EXPECT_TRUE(response.status == 400 || response.status == 413) << response.status;
    client.half_close();
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(client.unread(), "");
    EXPECT_EQ(smuggled, 0);
  }
  expect_alive();
}

// Every parser reads each of these as one request.
TEST_F(HttpFraming, Case121_OddButUnambiguousRequestsAreServed) {
  const http::Request request = echo("odd");
  const std::string head = head_of(request);
  const std::string length = "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  const std::string as_chunks = "Transfer-Encoding: chunked\r\n\r\n";
  const std::string cases[] = {
      head + as_chunks + chunked(request.body, 7),
      head + as_chunks + chunked(request.body, 7, ";name=value;other=\"quoted\""),
      head + "tRANSFER-eNCODING:\tChunked \r\n\r\n" + chunked(request.body, 50),
      head + as_chunks + "00000" + chunked(request.body, 1000),
      head + as_chunks +
          chunked(request.body, 1000).substr(0, chunked(request.body, 1000).size() - 2) +
          "Trailer: x\r\n\r\n",
      head + length + "X-Empty:\r\nX-Blank: \t \r\n\r\n" + request.body,
  };
  for (const std::string& bytes : cases) {
    SCOPED_TRACE(bytes.substr(head.size(), 60));
    RawClient client(host.port());
    EXPECT_EQ(said(client.ask(bytes)), "odd");
    EXPECT_EQ(said(client.ask(to_wire(echo("next")))), "next");
  }
}

// Trailers must not be treated as headers.
TEST_F(HttpFraming, Case121_TrailersAreNoHeaders) {
  http::Request request = echo("trailing");
  for (const char* name : {"Mcp-Name", "MCP-Protocol-Version", "Content-Type"}) {
    http::Request without = request;
    drop_header(without, name);
    const std::string body = chunked(request.body, 1000);
    const std::string bytes = head_of(without) + "Transfer-Encoding: chunked\r\n\r\n" +
                              body.substr(0, body.size() - 2) + name + ": " +
                              *request.header(name) + "\r\n\r\n";
    RawClient client(host.port());
    const RawResponse response = client.ask(bytes);
    EXPECT_TRUE(response.status == 400 || response.status == 415) << name << response.status;
    EXPECT_EQ(said(client.ask(to_wire(request))), "trailing");
  }
}

TEST_F(HttpFraming, Case121_ExtensionOfAChunkThatNeverEndsIsCutOff) {
  RawClient client(host.port());
  client.send(head_of(echo("x")) + "Transfer-Encoding: chunked\r\n\r\n5;");
  const std::size_t before = memory_in_use();
  const std::string more(std::size_t{1} << 16, 'a');
  std::size_t taken = 0;
  for (; taken < 1000 && client.send(more); ++taken) {
  }
  const int status = client.read().status;
  EXPECT_TRUE(status == 431 || status == 0) << status;
  if (!sanitized) {
    EXPECT_LT(memory_in_use() - before, std::size_t{16} << 20);
  }
  expect_alive();
}

TEST_F(HttpFraming, Case122_HeadersThatAreTooLargeOrTooMany) {
  std::string many = "POST /mcp HTTP/1.1\r\nHost: localhost\r\n";
  while (many.size() < 40'000) many += "X: y\r\n";
  const std::string cases[] = {
      "POST /mcp HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n",
      "POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + std::string(40'000, 'x') + ": y\r\n\r\n",
      "POST /" + std::string(40'000, 'x') + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
      std::string(40'000, 'X') + " /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n",
      many + "\r\n",
  };
  for (const std::string& bytes : cases) {
    SCOPED_TRACE(bytes.substr(0, 60));
    RawClient client(host.port());
    EXPECT_EQ(client.ask(bytes).status, 431);
    client.half_close();
    EXPECT_TRUE(client.closed());
  }
  // Headers of exactly the maximum size.
  http::Request request = echo("large head");
  request.headers.push_back({"X", std::string(15'000, 'x')});
  RawClient client(host.port());
  EXPECT_EQ(said(client.ask(to_wire(request))), "large head");
}

TEST_F(HttpFraming, Case122_HeadersThatAreThereTwice) {
  for (const char* name : {"Mcp-Method", "Mcp-Name", "Content-Type", "MCP-Protocol-Version"}) {
    http::Request request = echo("twice");
    request.headers.push_back({name, *request.header(name)});
    RawClient client(host.port());
    const RawResponse response = client.ask(to_wire(request));
    EXPECT_EQ(response.status, 400) << name;
    EXPECT_EQ(response.json()["error"]["code"], -32020);
    EXPECT_EQ(said(client.ask(to_wire(echo("next")))), "next");
  }
}

TEST_F(HttpFraming, Case123_CutAtEveryByte) {
  const http::Request request = echo("cut");
  for (const std::string& bytes :
       {to_wire(request),
        head_of(request) + "Transfer-Encoding: chunked\r\n\r\n" + chunked(request.body, 60)}) {
    RawClient client(host.port());
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
      ASSERT_TRUE(client.send(bytes.substr(0, cut)));
      ASSERT_TRUE(client.send(bytes.substr(cut)));
      ASSERT_EQ(said(client.read()), "cut") << cut;
    }
    // One byte at a time.
    for (const char byte : bytes) ASSERT_TRUE(client.send({&byte, 1}));
    EXPECT_EQ(said(client.read()), "cut");
  }
  expect_alive();
}

TEST_F(HttpFraming, Case123_ClientThatLeavesAtAnyByte) {
  const std::string bytes = to_wire(modern_tool("smuggled", Json::object()));
  for (std::size_t cut = 0; cut < bytes.size(); cut += 3) {
    RawClient client(host.port());
    client.send(bytes.substr(0, cut));
    cut % 2 == 0 ? client.reset() : client.close();
  }
  expect_alive();
  EXPECT_EQ(smuggled, 0);
}

TEST_F(HttpFraming, Case124_PipelinedRequestsAreAnsweredInTheirOrder) {
  std::string bytes;
  for (int i = 0; i < 100; ++i) {
    // Responses of handlers on other threads must stay in order, too.
    bytes += i % 3 == 0 ? to_wire(modern_tool("add", {{"a", i}, {"b", 0}}, i))
                        : to_wire(echo(std::to_string(i), i));
  }
  RawClient client(host.port());
  ASSERT_TRUE(client.send(bytes));
  for (int i = 0; i < 100; ++i) {
    const RawResponse response = client.read();
    ASSERT_TRUE(response.complete);
    EXPECT_EQ(response.json()["id"], i);
  }
}

TEST_F(HttpFraming, Case125_OldHttpHasNoChunksAndNoSecondRequest) {
  for (const char* connection : {"", "Connection: keep-alive\r\n"}) {
    for (const Json& token : {Json(), Json("token")}) {
      SCOPED_TRACE(connection + token.dump());
      std::string bytes = to_wire(modern_tool("counted", Json::object(), 1, token));
      bytes.replace(bytes.find("HTTP/1.1"), 8, "HTTP/1.0");
      bytes.insert(bytes.find("Host"), connection);
      RawClient client(host.port());
      const RawResponse response = client.ask(bytes);
      EXPECT_EQ(response.status, 200);
      EXPECT_TRUE(response.complete);
      EXPECT_FALSE(response.has("transfer-encoding"));
      EXPECT_NE(response.body.find("counted"), std::string::npos);
      EXPECT_TRUE(client.closed());
    }
  }
}

TEST_F(HttpFraming, Case125_HeadHasNoBody) {
  RawClient client(host.port());
  client.send("HEAD /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n" + to_wire(echo("after")));
  ASSERT_TRUE(client.read_until("\r\n\r\n"));
  EXPECT_TRUE(client.unread().starts_with("HTTP/1.1 405 "));
  ASSERT_TRUE(client.read_until("after"));
  const auto end = client.unread().find("\r\n\r\n") + 4;
  EXPECT_EQ(client.unread().substr(end, 9), "HTTP/1.1 ");
}

TEST_F(HttpFraming, Case126_Expect100Continue) {
  http::Request request = echo("continued");
  request.headers.push_back({"Expect", "100-Continue"});
  const std::string bytes = to_wire(request);
  const std::string head = bytes.substr(0, bytes.size() - request.body.size());
  RawClient client(host.port());
  EXPECT_EQ(client.ask(head).status, 100);
  EXPECT_EQ(said(client.ask(request.body)), "continued");
  // If the body was already sent, the server may or may not send 100 Continue.
  RawResponse at_once = client.ask(bytes);
  if (at_once.status == 100) at_once = client.read();
  EXPECT_EQ(said(at_once), "continued");
  // A body that is too large is refused before any of it is sent.
  RawClient large(host.port());
  const RawResponse refused = large.ask(head_of(request) + "Content-Length: 100001\r\n\r\n");
  EXPECT_EQ(refused.status, 413);
  large.half_close();
  EXPECT_TRUE(large.closed());
}

TEST_F(HttpFraming, Case127_BodyOverTheLimitIsRefusedInAResponseThatArrives) {
  const std::string large(std::size_t{16} << 20, 'x');
  const std::string head = head_of(echo("x"));
  for (const std::string& bytes :
       {head + "Content-Length: " + std::to_string(large.size()) + "\r\n\r\n" + large,
        head + "Transfer-Encoding: chunked\r\n\r\n" + chunked(large, 50'000)}) {
    RawClient client(host.port());
    EXPECT_TRUE(
        client.send(bytes));  // all of it: a client that sends before it reads is not cut off
    const RawResponse response = client.read();
    EXPECT_EQ(response.status, 413);
    EXPECT_TRUE(response.complete);
    EXPECT_TRUE(response.has("connection: close"));
    client.half_close();
    EXPECT_TRUE(client.closed());
  }
  expect_alive();
}

TEST_F(HttpFraming, Case127_OtherPathsAreNotTheEndpoint) {
  for (const char* path :
       {"/", "/mcp//", "/mcp/x", "/MCP", "/mcp2", "//mcp", "/./mcp", "/%6dcp", "*"}) {
    RawClient client(host.port());
    EXPECT_EQ(client.ask(to_wire(echo("x"), path)).status, 404) << path;
  }
  RawClient client(host.port());
  for (const char* path : {"/mcp?a=b", "/mcp/", "/mcp/?a=b"}) {
    EXPECT_EQ(said(client.ask(to_wire(echo("query"), path))), "query") << path;
  }
}

}  // namespace
}  // namespace mcp::test::http_framing_test

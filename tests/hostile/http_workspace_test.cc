// The workspace tools over HTTP: files stay consistent when a client disconnects or sends
// contradictory requests.

#include <gtest/gtest.h>

#include <thread>

#include "hostile/arena.hpp"
#include "mcp/server/http_listener.hpp"
#include "support/http_requests.hpp"
#include "support/raw_client.hpp"
#include "support/workspace_server.hpp"

namespace mcp::test::http_workspace_test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

// A server with the workspace tools; its destructor stops it and all open calls.
class WorkspaceHost {
 public:
  explicit WorkspaceHost(const fs::path& root, http::ListenerOptions listening = {})
      : server_({"test", "1"}, {.invalid_arguments = files::invalid_arguments}),
        endpoint_(with_tools(root)),
        listener_(endpoint_, std::move(listening)),
        serving_([this](const std::stop_token& stop) { listener_.run(stop); }) {}

  std::uint16_t port() const { return listener_.port(); }

 private:
  Server& with_tools(const fs::path& root) {
    files::add_workspace_tools(
        server_, std::make_shared<files::Workspace>(workspace_options(root.string())), all_tools());
    return server_;
  }

  Server server_;
  http::Endpoint endpoint_;
  http::Listener listener_;
  std::jthread serving_;
};

http::Request write(const std::string& session, const std::string& content, const Json& token) {
  const Json arguments{{"path", "new"}, {"content", content}};
  return session.empty() ? modern_tool("write_file", arguments, 1, token)
                         : legacy_tool(session, "write_file", arguments, 1, token);
}

std::string open_session(RawClient& client) {
  const std::string id = client.ask(to_wire(initialize_post())).value("mcp-session-id");
  EXPECT_EQ(client.ask(to_wire(legacy_post(id, notification("notifications/initialized")))).status,
            202);
  return id;
}

// The client disconnects after each chunk in turn. In the modern era, where that cancels the call,
// there is no file, or the complete one if it was published before; in the legacy era there is
// always the complete one. A retry works.
void expect_all_or_nothing(Era era) {
  const std::string content(256 << 10, 'x');
  bool answered = false;
  for (int chunks = 0; !answered && chunks < 100; ++chunks) {
    SCOPED_TRACE(chunks);
    const Arena arena(Scratch::Where::memory);
    const std::string before = arena.state();
    const fs::path file = arena.root() / "new";
    {
      WorkspaceHost host(arena.root());
      RawClient client(host.port());
      const std::string session = era == Era::legacy ? open_session(client) : "";
      ASSERT_TRUE(client.send(to_wire(write(session, content, "token"))));
      for (int i = 0; i < chunks && !answered; ++i) {
        const std::string end_of_event = "\n\n\r\n";
        ASSERT_TRUE(client.read_until(end_of_event));
        const auto at = client.unread().find(end_of_event);
        answered = client.unread().substr(0, at).find("\"result\"") != std::string::npos;
        client.forget_through(end_of_event);
      }
      client.reset();
    }
    EXPECT_TRUE(stage_is_clean(arena.root()));
    if (fs::exists(file)) {
      EXPECT_TRUE(content_of(file) == content);
    } else {
      EXPECT_EQ(arena.state(), before);
    }
    WorkspaceHost host(arena.root());
    RawClient client(host.port());
    const std::string session = era == Era::legacy ? open_session(client) : "";
    const RawResponse retried = client.ask(to_wire(write(session, content, nullptr)));
    EXPECT_EQ(retried.status, 200);
    EXPECT_TRUE(content_of(file) == content);
  }
  EXPECT_TRUE(answered);
}

TEST(HttpWorkspace, Case99_DisconnectedAtEachChunk) {
  expect_all_or_nothing(Era::modern);
}

TEST(HttpWorkspace, Case99_DisconnectedAtEachChunkOfASession) {
  expect_all_or_nothing(Era::legacy);
}

TEST(HttpWorkspace, Case102_ForeignPagesWriteNothing) {
  const Arena arena;
  const std::string before = arena.state();
  WorkspaceHost host(arena.root());
  const std::pair<const char*, const char*> cases[] = {
      {"Origin", "https://evil.example"},      {"Origin", "null"},
      {"Origin", "http://localhost.evil.com"}, {"Origin", "http://localhost:80@evil.com"},
      {"Origin", "http://localhost:3000"},     {"Host", "evil.example"},
      {"Host", "localhost.evil.com:80"}};
  for (const auto& [header, value] : cases) {
    SCOPED_TRACE(value);
    RawClient client(host.port());
    http::Request modern = write("", "x", nullptr);
    set_header(modern, header, value);
    EXPECT_EQ(client.ask(to_wire(modern)).status, 403);
    http::Request legacy = initialize_post();
    set_header(legacy, header, value);
    EXPECT_EQ(client.ask(to_wire(legacy)).status, 403);
  }
  EXPECT_EQ(arena.state(), before);
}

TEST(HttpWorkspace, Case102_HeadersThatContradictTheBodyWriteNothing) {
  const Arena arena;
  const std::string before = arena.state();
  WorkspaceHost host(arena.root());
  const std::pair<const char*, const char*> cases[] = {{"Mcp-Name", "read_file"},
                                                       {"Mcp-Name", ""},
                                                       {"Mcp-Method", "tools/list"},
                                                       {"MCP-Protocol-Version", legacy_version}};
  for (const auto& [header, value] : cases) {
    SCOPED_TRACE(value);
    RawClient client(host.port());
    http::Request request = write("", "x", nullptr);
    set_header(request, header, value);
    const RawResponse response = client.ask(to_wire(request));
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(response.json()["error"]["code"], -32020);
  }
  EXPECT_EQ(arena.state(), before);
}

TEST(HttpWorkspace, Case102_BodyThatDoesNotComeWritesNothing) {
  const Arena arena;
  const std::string before = arena.state();
  WorkspaceHost host(arena.root(), {.body_time = 1s});
  const std::string bytes = to_wire(write("", "x", nullptr));
  RawClient client(host.port());
  client.send(std::string_view(bytes).substr(0, bytes.size() - 1));
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(arena.state(), before);
}

}  // namespace
}  // namespace mcp::test::http_workspace_test

// Downloads by ticket, and who may use tickets.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <list>

#include "bytes/digest.hpp"
#include "hostile/tickets.hpp"

namespace mcp::test::http_downloads_test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t mebibyte = std::size_t{1} << 20;

RawResponse ask(std::uint16_t port, const std::string& request) {
  RawClient client(port);
  return client.ask(request);
}

RawResponse get(const TicketProgram& program, const std::string& path,
                const std::string& headers = {}) {
  return ask(program.port, ticket_request("GET", path, headers));
}

std::string download_path(const TicketProgram& program, const std::string& file,
                          const std::string& token = {}) {
  const Json result = program.call("authorize_download", {{"path", file}}, token);
  EXPECT_TRUE(result.contains("download")) << result.dump();
  return path_of(result["download"]);
}

TEST(HttpDownloads, RangesAreThoseOfTheSpecification) {
  const Arena arena;
  std::ofstream(arena.root() / "file") << "0123456789";
  const TicketProgram program(arena.root());
  const Json issued = program.call("authorize_download", {{"path", "file"}});
  EXPECT_EQ(issued["size"], 10);
  EXPECT_EQ(issued["sha256"], sha256_hex("0123456789"));
  const std::string etag = '"' + issued.value("etag", "") + '"';
  const std::string path = path_of(issued["download"]);
  const struct {
    std::string headers;
    int status;
    const char* range;
    const char* body;
  } cases[] = {
      {"", 200, "", "0123456789"},
      {"Range: bytes=0-0\r\n", 206, "bytes 0-0/10", "0"},
      {"Range: bytes=9-\r\n", 206, "bytes 9-9/10", "9"},
      {"Range: bytes=3-99\r\n", 206, "bytes 3-9/10", "3456789"},
      {"Range: bytes=-3\r\n", 206, "bytes 7-9/10", "789"},
      {"Range: bytes=-99\r\n", 206, "bytes 0-9/10", "0123456789"},
      {"Range: BYTES=2-3\r\n", 206, "bytes 2-3/10", "23"},
      {"Range: bytes=0-18446744073709551616\r\n", 206, "bytes 0-9/10", "0123456789"},
      {"Range: bytes=3-4\r\nIf-Range: " + etag + "\r\n", 206, "bytes 3-4/10", "34"},
      {"Range: bytes=3-4\r\nIf-Range: \"other\"\r\n", 200, "", "0123456789"},
      {"Range: bytes=3-4\r\nIf-Range: W/" + etag + "\r\n", 200, "", "0123456789"},
      {"Range: bytes=0-1,3-4\r\n", 200, "", "0123456789"},
      {"Range: bytes=4-3\r\n", 200, "", "0123456789"},
      {"Range: bytes=-\r\n", 200, "", "0123456789"},
      {"Range: bytes=a-b\r\n", 200, "", "0123456789"},
      {"Range: lines=0-1\r\n", 200, "", "0123456789"},
  };
  for (const auto& [headers, status, range, body] : cases) {
    const auto response = get(program, path, headers);
    EXPECT_EQ(response.status, status) << headers;
    EXPECT_EQ(response.value("content-range"), range) << headers;
    EXPECT_EQ(response.body, body) << headers;
    EXPECT_EQ(response.value("etag"), etag);
  }
  for (const char* range : {"bytes=10-", "bytes=-0", "bytes=18446744073709551616-"}) {
    const auto beyond = get(program, path, std::string("Range: ") + range + "\r\n");
    EXPECT_EQ(beyond.status, 416) << range;
    EXPECT_EQ(beyond.value("content-range"), "bytes */10") << range;
  }
}

TEST(HttpDownloads, HeadersMakeBrowsersSaveTheFile) {
  const Arena arena;
  std::ofstream(arena.root() / "a \"b\" \u00e9.html") << "<script>";
  const TicketProgram program(arena.root());
  const std::string path = download_path(program, "a \"b\" \u00e9.html");
  RawClient client(program.port);
  ASSERT_TRUE(client.send(ticket_request("HEAD", path)));
  ASSERT_TRUE(client.read_until("\r\n\r\n"));
  const std::string head = client.unread();
  for (const char* line :
       {"HTTP/1.1 200", "Content-Type: application/octet-stream\r\n", "Content-Length: 8\r\n",
        "X-Content-Type-Options: nosniff\r\n", "Accept-Ranges: bytes\r\n",
        "Content-Security-Policy: sandbox; default-src 'none'\r\n", "Cache-Control: no-store\r\n",
        "filename=\"a__b____.html\"; filename*=UTF-8''a%20%22b%22%20%C3%A9.html\r\n"}) {
    EXPECT_NE(head.find(line), head.npos) << line << head;
  }
  client.forget_through("\r\n\r\n");
  EXPECT_EQ(client.ask(ticket_request("GET", path)).body, "<script>");
  for (const char* method : {"PUT", "POST", "DELETE"}) {
    const auto refused = ask(program.port, ticket_request(method, path, "Content-Length: 0\r\n"));
    EXPECT_EQ(refused.status, 405) << method;
    EXPECT_EQ(refused.value("allow"), "GET, HEAD");
  }
}

TEST(HttpDownloads, LargeAndEmptyFiles) {
  const Arena arena;
  const std::string bytes = varied_bytes(64 * mebibyte + 3);
  std::ofstream(arena.root() / "large") << bytes;
  std::ofstream(arena.root() / "empty") << "";
  const TicketProgram program(arena.root());
  EXPECT_EQ(get(program, download_path(program, "empty")).status, 200);
  const std::string path = download_path(program, "large");
  const std::size_t before = program.process->peak_memory();
  EXPECT_TRUE(get(program, path).body == bytes);
  if (!sanitized) {
    EXPECT_LT(program.process->peak_memory() - before, 16 * mebibyte);
  }
}

TEST(HttpDownloads, AChangedFileNeedsANewTicket) {
  const Arena arena;
  std::ofstream(arena.root() / "file") << "old";
  const TicketProgram program(arena.root());
  const std::string path = download_path(program, "file");
  std::ofstream(arena.root() / "file") << "new";
  const auto response = get(program, path);
  EXPECT_EQ(response.status, 412);
  EXPECT_EQ(code_of(response), "E_CONFLICT");
  fs::remove(arena.root() / "file");
  EXPECT_EQ(get(program, path).status, 404);
  fs::create_symlink(arena.outside(), arena.root() / "file");
  EXPECT_EQ(get(program, path).status, 403);
}

// The client reads so slowly that the file changes while it is sent.
TEST(HttpDownloads, AChangeMeanwhileCutsTheResponse) {
  const Arena arena;
  std::ofstream(arena.root() / "file") << varied_bytes(64 * mebibyte);
  const TicketProgram program(arena.root());
  const std::string path = download_path(program, "file");
  RawClient client(program.port, 4096);
  ASSERT_TRUE(client.send(ticket_request("GET", path)));
  ASSERT_TRUE(client.read_until("\r\n\r\n"));
  std::fstream(arena.root() / "file", std::ios::in | std::ios::out).seekp(0) << "changed";
  EXPECT_FALSE(client.read().complete);
}

TEST(HttpDownloads, AFileThatIsReplacedMeanwhileIsNotMixed) {
  const Arena arena;
  const std::string bytes = varied_bytes(64 * mebibyte);
  std::ofstream(arena.root() / "file") << bytes;
  const TicketProgram program(arena.root());
  RawClient client(program.port, 4096);
  ASSERT_TRUE(client.send(ticket_request("GET", download_path(program, "file"))));
  ASSERT_TRUE(client.read_until("\r\n\r\n"));
  std::ofstream(arena.root() / "other") << "other";
  fs::rename(arena.root() / "other", arena.root() / "file");
  EXPECT_TRUE(client.read().body == bytes);
}

TEST(HttpDownloads, TooManyAtTheSameTime) {
  constexpr int most = 64;
  const Arena arena;
  std::ofstream(arena.root() / "file") << "";
  fs::resize_file(arena.root() / "file", 64 * mebibyte);
  const TicketProgram program(arena.root());
  const std::string path = download_path(program, "file");
  std::list<RawClient> slow;
  for (int i = 0; i < most; ++i) {
    slow.emplace_back(program.port, 4096);
    ASSERT_TRUE(slow.back().send(ticket_request("GET", path)));
    ASSERT_TRUE(slow.back().read_until("200 OK"));
  }
  const auto refused = get(program, path);
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.value("retry-after"), "1");
  slow.clear();
  EXPECT_TRUE(eventually([&] { return head_of(program.port, path).status == 200; }));
}

TEST(Tickets, AreForOnePrincipalOneFileAndOneDirection) {
  const Arena arena;
  std::ofstream(arena.root() / "file") << "text";
  const fs::path tokens = arena.outside() / "tokens";
  std::ofstream(tokens) << "ann: 0123456789abcdef\nbob: fedcba9876543210\n";
  ::chmod(tokens.c_str(), 0600);
  const TicketProgram program(arena.root(), {"--auth-token-file", tokens});
  const std::string ann = "0123456789abcdef";
  const std::string download = download_path(program, "file", ann);
  const std::string upload =
      path_of(program.call("authorize_upload", {{"path", "new"}}, ann)["upload"]);
  const struct {
    std::string authorization;
    int status;
  } callers[] = {{"", 0},
                 {"Authorization: Bearer 0123456789abcdef\r\n", 0},
                 {"Authorization: Bearer fedcba9876543210\r\n", 404},
                 {"Authorization: Bearer unknown-unknown\r\n", 401}};
  for (const auto& [authorization, refused] : callers) {
    EXPECT_EQ(get(program, download, authorization).status, refused == 0 ? 200 : refused);
    EXPECT_EQ(head_of(program.port, upload, authorization).status, refused == 0 ? 204 : refused);
  }
  EXPECT_EQ(get(program, upload).status, 405);
  const std::string draft =
      program.call("write_begin", {{"path", "draft"}}, ann).value("handle", "");
  ASSERT_FALSE(draft.empty());
  for (const std::string& ticket :
       {draft, std::string(), std::string("d1_"), std::string("w1_"), std::string("../mcp"),
        std::string("%2e%2e/file"), download.substr(7, download.size() - 8), upload.substr(7) + "x",
        std::string(8000, 'w')}) {
    EXPECT_EQ(ask(program.port, put_request("/files/" + ticket, "x")).status,
              ticket.starts_with("d1_") ? 405 : 404)
        << ticket;
  }
  EXPECT_EQ(get(program, download.substr(0, download.size() - 1)).status, 404);
}

TEST(Tickets, ForeignPagesMayNotUseThem) {
  const Arena arena;
  std::ofstream(arena.root() / "file") << "text";
  const TicketProgram program(arena.root(), {"--allowed-origin", "http://localhost:3000"});
  const std::string path = download_path(program, "file");
  EXPECT_EQ(get(program, path, "Origin: http://evil.example\r\n").status, 403);
  EXPECT_EQ(ask(program.port, "GET " + path + " HTTP/1.1\r\nHost: evil.example\r\n\r\n").status,
            403);
  const auto page = get(program, path, "Origin: http://localhost:3000\r\n");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.value("access-control-allow-origin"), "http://localhost:3000");
  const auto preflight =
      ask(program.port, ticket_request("OPTIONS", path,
                                       "Origin: http://localhost:3000\r\n"
                                       "Access-Control-Request-Method: PUT\r\n"));
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.value("access-control-allow-methods"), "GET, HEAD, PUT, DELETE");
}

TEST(Tickets, AreNotInTheLog) {
  const Arena arena;
  std::ofstream(arena.root() / "file") << "text";
  const TicketProgram program(arena.root(), {"--log-level", "info"});
  const std::string path = download_path(program, "file");
  EXPECT_EQ(get(program, path).status, 200);
  EXPECT_TRUE(eventually(
      [&] { return program.process->errors().find("GET /files/ 200") != std::string::npos; }));
  EXPECT_EQ(program.process->errors().find(path.substr(7)), std::string::npos);
}

TEST(Tickets, OptionsThatCannotWork) {
  const Arena arena;
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"--tickets"}, "--tickets applies only with --http"},
      {{"--http", "127.0.0.1:0", "--public-url", "http://x"},
       "--public-url applies only with --tickets"},
      {{"--http", "127.0.0.1:0", "--tickets", "--public-url", "https://x/y"},
       "--public-url: must be an origin"},
      {{"--http", "127.0.0.1:0", "--tickets", "--listener", "httplib"},
       "--tickets: --listener httplib does not serve uploads and downloads"},
      {{"--http", "0.0.0.0:0", "--insecure", "--tickets"}, "give --public-url ORIGIN"},
      {{"--http", "127.0.0.1:0", "--tools", "authorize_upload"},
       "--tools: `authorize_upload` needs --tickets"},
      {{"--http", "127.0.0.1:0", "--tickets", "--read-only", "--tools", "authorize_upload"},
       "--tools: `authorize_upload` writes"}};
  for (const auto& [arguments, said] : cases) {
    ServerProcess process({.arguments = command_line(arena.root(), arguments)});
    EXPECT_NE(process.wait_exit().value_or(0), 0) << said;
    EXPECT_NE(process.errors().find(said), std::string::npos) << process.errors();
  }
  const TicketProgram program(arena.root(),
                              {"--public-url", "https://files.example", "--read-only"});
  std::ofstream(arena.root() / "file") << "text";
  const Json issued = program.call("authorize_download", {{"path", "file"}});
  EXPECT_TRUE(issued["download"].value("url", "").starts_with("https://files.example/files/d1_"));
  EXPECT_EQ(issued["download"]["transport"], "https");
  EXPECT_TRUE(program.call("authorize_upload", {{"path", "new"}}).is_null());
}

}  // namespace
}  // namespace mcp::test::http_downloads_test

// Uploads by ticket: plain PUTs that end early, repeat, contradict each other, or come too late.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <fstream>

#include "bytes/digest.hpp"
#include "hostile/tickets.hpp"
#include "support/private_mounts.hpp"

namespace mcp::test::http_uploads_test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t mebibyte = std::size_t{1} << 20;

RawResponse ask(std::uint16_t port, const std::string& request) {
  RawClient client(port);
  return client.ask(request);
}

/// A ticket of a program.
struct Upload {
  const TicketProgram& program;
  std::string path;    ///< Of its URL.
  std::string handle;  ///< Of its draft.

  RawResponse put(std::string_view body, const std::string& more = {}) const {
    return ask(program.port, put_request(path, body, more));
  }
  RawResponse head() const { return head_of(program.port, path); }
};

Upload authorize(const TicketProgram& program, const Json& arguments) {
  const Json result = program.call("authorize_upload", arguments);
  EXPECT_TRUE(result.contains("upload")) << result.dump();
  return {program, path_of(result["upload"]), result.value("handle", "")};
}

TEST(HttpUploads, WriteAFileThatAppearsComplete) {
  const Arena arena;
  const TicketProgram program(arena.root());
  const Json issued = program.call("authorize_upload",
                                   {{"path", "new/file"}, {"createParents", true}, {"size", 5}});
  const Json& upload = issued["upload"];
  EXPECT_EQ(upload["method"], "PUT");
  EXPECT_EQ(upload["transport"], "http");
  EXPECT_EQ(upload["url"], "http://127.0.0.1:" + std::to_string(program.port) + path_of(upload));
  EXPECT_EQ(issued["maxSize"], 5);
  EXPECT_FALSE(fs::exists(arena.root() / "new"));
  const auto response = ask(program.port, put_request(path_of(upload), "bytes"));
  EXPECT_EQ(response.status, 201) << response.body;
  EXPECT_EQ(response.json()["path"], "new/file");
  EXPECT_EQ(response.json()["sha256"], sha256_hex("bytes"));
  EXPECT_EQ(response.value("upload-complete"), "?1");
  EXPECT_EQ(content_of(arena.root() / "new/file"), "bytes");
}

TEST(HttpUploads, LegacyClientsGetTickets) {
  const Arena arena;
  const TicketProgram program(arena.root());
  RawClient client(program.port);
  const std::string session = client.ask(to_wire(initialize_post())).value("mcp-session-id");
  client.ask(to_wire(legacy_post(session, notification("notifications/initialized"))));
  const auto call = legacy_tool(session, "authorize_upload", {{"path", "file"}});
  const std::string text = client.ask(to_wire(call)).body;
  const auto at = text.find("/files/w1_");
  ASSERT_NE(at, text.npos) << text;
  const std::string path = text.substr(at, text.find_first_of("\"\\", at) - at);
  EXPECT_EQ(ask(program.port, put_request(path, "x")).status, 201) << path;
  EXPECT_EQ(content_of(arena.root() / "file"), "x");
}

TEST(HttpUploads, LargeFilesNeedLittleMemory) {
  const Arena arena;
  const TicketProgram program(arena.root());
  const Upload small = authorize(program, {{"path", "small"}});
  ASSERT_EQ(small.put(varied_bytes(2 * mebibyte)).status, 201);
  const std::size_t before = program.process->peak_memory();
  const std::string bytes = varied_bytes(64 * mebibyte);
  const auto response = authorize(program, {{"path", "large"}}).put(bytes);
  EXPECT_EQ(response.status, 201) << response.body;
  EXPECT_EQ(response.json()["sha256"], sha256_hex(bytes));
  if (!sanitized) {
    EXPECT_LT(program.process->peak_memory() - before, 16 * mebibyte);
  }
  EXPECT_TRUE(content_of(arena.root() / "large") == bytes);
}

// Sends half of the bytes and disconnects. Returns how many have arrived.
std::size_t upload_half(const Upload& upload, std::string_view bytes) {
  RawClient client(upload.program.port);
  const std::string length = "Content-Length: " + std::to_string(bytes.size()) + "\r\n";
  // The server waits for the body: from here on no other request can use the draft.
  EXPECT_EQ(
      client.ask(ticket_request("PUT", upload.path, length + "Expect: 100-continue\r\n")).status,
      100);
  client.send(bytes.substr(0, bytes.size() - bytes.size() / 2));
  client.close();
  RawResponse status;
  // Until the server has noticed, the draft is in use.
  EXPECT_TRUE(eventually([&] {
    status = upload.head();
    return status.status == 204;
  })) << status.head;
  const std::string offset = status.value("upload-offset");
  return offset.empty() ? 0 : std::stoul(offset);
}

std::string range_from(std::size_t offset, std::size_t size) {
  return "Content-Range: bytes " + std::to_string(offset) + '-' + std::to_string(size - 1) + '/' +
         std::to_string(size) + "\r\n";
}

TEST(HttpUploads, ResumeAfterTheConnectionWasCut) {
  const Arena arena;
  const TicketProgram program(arena.root());
  const std::string bytes = varied_bytes(3 * mebibyte);
  const Upload upload = authorize(program, {{"path", "file"}});
  const std::size_t offset = upload_half(upload, bytes);
  EXPECT_EQ(offset, bytes.size() - bytes.size() / 2);
  EXPECT_EQ(upload.head().value("upload-length"), std::to_string(bytes.size()));
  EXPECT_EQ(upload.head().value("upload-complete"), "?0");
  EXPECT_FALSE(fs::exists(arena.root() / "file"));
  const auto rest = upload.put(bytes.substr(offset), range_from(offset, bytes.size()));
  EXPECT_EQ(rest.status, 201) << rest.body;
  EXPECT_TRUE(content_of(arena.root() / "file") == bytes);
}

// Whether a draft in the stage has a piece.
bool has_piece(const fs::path& root) {
  std::error_code gone;
  fs::recursive_directory_iterator entries(root, gone);
  for (; !gone && entries != fs::recursive_directory_iterator(); entries.increment(gone)) {
    std::error_code lost;
    const bool is_log = entries->path().filename() == "pieces";
    if (is_log && entries->file_size(lost) > 0 && !lost) return true;
  }
  return false;
}

TEST(HttpUploads, ResumeAfterTheServerWasKilled) {
  const Arena arena;
  const std::string bytes = varied_bytes(3 * mebibyte);
  std::string path;
  {
    const TicketProgram killed(arena.root());
    const Upload upload = authorize(killed, {{"path", "file"}});
    path = upload.path;
    RawClient client(killed.port);
    const std::string request = put_request(path, bytes);
    client.send(request.substr(0, request.size() - mebibyte));
    ASSERT_TRUE(eventually([&] { return has_piece(arena.root()); }));
    killed.process->kill(SIGKILL);
    EXPECT_TRUE(killed.process->wait_exit());
  }
  const TicketProgram program(arena.root());
  const Upload upload{program, path, {}};
  const auto status = upload.head();
  ASSERT_EQ(status.status, 204) << status.head;
  const std::size_t offset = std::stoul(status.value("upload-offset"));
  EXPECT_GE(offset, mebibyte);
  EXPECT_LE(offset, bytes.size());
  EXPECT_FALSE(fs::exists(arena.root() / "file"));
  const auto rest = upload.put(bytes.substr(offset), range_from(offset, bytes.size()));
  EXPECT_EQ(rest.status, 201) << rest.body;
  EXPECT_TRUE(content_of(arena.root() / "file") == bytes);
}

TEST(HttpUploads, ARepeatedPutChangesNothing) {
  const Arena arena;
  const TicketProgram program(arena.root());
  const std::string bytes = varied_bytes(2 * mebibyte + 7);
  const Upload upload = authorize(program, {{"path", "file"}});
  upload_half(upload, bytes);
  const auto whole = upload.put(bytes);
  EXPECT_EQ(whole.status, 201) << whole.body;
  EXPECT_TRUE(content_of(arena.root() / "file") == bytes);
  std::ofstream(arena.root() / "file") << "changed by somebody";
  const auto again = upload.put(bytes);
  EXPECT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(again.json()["replayed"], true);
  EXPECT_EQ(upload.head().value("upload-complete"), "?1");
  EXPECT_EQ(code_of(upload.put("other")), "E_SIZE");
  EXPECT_EQ(content_of(arena.root() / "file"), "changed by somebody");
}

TEST(HttpUploads, RequestsMustBeAboutTheSameFile) {
  const Arena arena;
  const TicketProgram program(arena.root());
  const Upload upload = authorize(program, {{"path", "file"}});
  EXPECT_EQ(upload.put("0123", "Content-Range: bytes 0-3/8\r\n").status, 202);
  const struct {
    const char* body;
    const char* headers;
    int status;
    const char* code;
  } cases[] = {
      {"4567", "Content-Range: bytes 4-7/9\r\n", 409, "E_SIZE"},
      {"67", "Content-Range: bytes 6-7/8\r\n", 409, "E_OFFSET"},
      {"0x23", "Content-Range: bytes 0-3/8\r\n", 409, "E_SEQ_CONFLICT"},
      {"4567", "Content-Range: bytes 4-7/7\r\n", 400, "E_INPUT"},
      {"4567", "Content-Range: bytes 4-8/9\r\n", 400, "E_INPUT"},
      {"4567", "Content-Range: bytes 7-4/8\r\n", 400, "E_INPUT"},
      {"4567", "Content-Range: bytes 4-18446744073709551615/*\r\n", 400, "E_INPUT"},
      {"4567", "Content-Range: lines 4-7/8\r\n", 400, "E_INPUT"},
      {"4567", "Content-Range: bytes 4-7/8\r\nContent-Encoding: gzip\r\n", 400, "E_INPUT"},
      {"4567", "Content-Type: multipart/form-data; boundary=x\r\n", 400, "E_INPUT"},
      {"012", "", 409, "E_SIZE"},
  };
  for (const auto& [body, headers, status, code] : cases) {
    const auto response = upload.put(body, headers);
    EXPECT_EQ(response.status, status) << headers << response.body;
    EXPECT_EQ(code_of(response), code) << headers;
  }
  const std::string bare = ticket_request("PUT", upload.path);
  EXPECT_EQ(code_of(ask(program.port, bare)), "E_INPUT");
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  const std::string longer = ticket_request(
      "PUT", upload.path, chunked + "Content-Range: bytes 4-5/8\r\n", "3\r\n456\r\n0\r\n\r\n");
  EXPECT_EQ(code_of(ask(program.port, longer)), "E_INPUT");
  const std::string shorter = ticket_request(
      "PUT", upload.path, chunked + "Content-Range: bytes 4-7/8\r\n", "1\r\n4\r\n0\r\n\r\n");
  const auto early = ask(program.port, shorter);
  EXPECT_EQ(code_of(early), "E_SIZE");
  EXPECT_EQ(early.value("upload-offset"), "5");
  EXPECT_EQ(upload.put("34567", "Content-Range: bytes 3-7/8\r\n").status, 201);
  EXPECT_EQ(content_of(arena.root() / "file"), "01234567");
}

TEST(HttpUploads, EmptyFilesAndBodiesWithoutALength) {
  const Arena arena;
  const TicketProgram program(arena.root());
  EXPECT_EQ(authorize(program, {{"path", "empty"}}).put("").status, 201);
  EXPECT_EQ(fs::file_size(arena.root() / "empty"), 0U);
  const Upload upload = authorize(program, {{"path", "chunked"}});
  const std::string request =
      ticket_request("PUT", upload.path, "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n");
  RawClient client(program.port);
  EXPECT_EQ(client.ask(request).status, 100);
  EXPECT_EQ(client.ask("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").status, 201);
  EXPECT_EQ(content_of(arena.root() / "chunked"), "abcde");
  // The connection serves the next request.
  EXPECT_EQ(client.ask(ticket_request("HEAD", upload.path)).status, 204);
}

TEST(HttpUploads, AConflictKeepsTheBytesAndTheOtherFile) {
  const Arena arena;
  const TicketProgram program(arena.root());
  const Upload upload = authorize(program, {{"path", "file"}});
  std::ofstream(arena.root() / "file") << "by somebody";
  const auto response = upload.put("mine");
  EXPECT_EQ(response.status, 412);
  EXPECT_EQ(code_of(response), "E_EXISTS");
  EXPECT_EQ(content_of(arena.root() / "file"), "by somebody");
  const Json committed =
      program.call("write_commit", {{"handle", upload.handle}, {"ifMatch", "*"}});
  EXPECT_EQ(committed["size"], 4) << committed.dump();
  EXPECT_EQ(content_of(arena.root() / "file"), "mine");
}

TEST(HttpUploads, OtherBytesThanTheDigestSays) {
  const Arena arena;
  const TicketProgram program(arena.root());
  const Upload upload = authorize(program, {{"path", "file"}, {"sha256", sha256_hex("right")}});
  const auto response = upload.put("wrong");
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(code_of(response), "E_SHA256");
  EXPECT_FALSE(fs::exists(arena.root() / "file"));
}

TEST(HttpUploads, TheLimitAndOneBeyond) {
  const Arena arena;
  const TicketProgram program(arena.root(), {"--max-draft", "1mb"});
  const std::string bytes(mebibyte + 1, 'x');
  EXPECT_EQ(authorize(program, {{"path", "fits"}}).put(bytes.substr(1)).status, 201);
  const Upload beyond = authorize(program, {{"path", "beyond"}});
  EXPECT_EQ(beyond.put(bytes).status, 413);
  const std::string chunks = "100001\r\n" + bytes + "\r\n0\r\n\r\n";
  EXPECT_EQ(ask(program.port,
                ticket_request("PUT", beyond.path, "Transfer-Encoding: chunked\r\n", chunks))
                .status,
            413);
  EXPECT_EQ(beyond.put("x", "Content-Range: bytes 1048576-1048576/1048577\r\n").status, 413);
  const Json refused = program.call("authorize_upload", {{"path", "large"}, {"size", 1048577}});
  EXPECT_EQ(refused["error"]["code"], "E_TOO_LARGE");
  EXPECT_FALSE(fs::exists(arena.root() / "beyond"));
}

TEST(HttpUploads, AFullDiskKeepsTheOldFileAndWhatHasArrived) {
  PrivateMounts mounts;
  if (!mounts.refused().empty()) GTEST_SKIP() << mounts.refused();
  const Arena arena;
  mounts.memory(arena.root(), "size=4m");
  std::ofstream(arena.root() / "file") << "old";
  const TicketProgram program(arena.root());
  const Upload upload = authorize(program, {{"path", "file"}, {"mode", "overwrite"}});
  const auto response = upload.put(varied_bytes(8 * mebibyte));
  EXPECT_EQ(response.status, 507) << response.body;
  EXPECT_EQ(code_of(response), "E_NO_SPACE");
  EXPECT_EQ(content_of(arena.root() / "file"), "old");
  EXPECT_GT(std::stoul(upload.head().value("upload-offset")), mebibyte);
  EXPECT_EQ(ask(program.port, ticket_request("DELETE", upload.path)).status, 204);
  EXPECT_EQ(authorize(program, {{"path", "file"}, {"mode", "overwrite"}}).put("new").status, 200);
  EXPECT_EQ(content_of(arena.root() / "file"), "new");
}

TEST(HttpUploads, OneRequestAtATimeUsesATicket) {
  const Arena arena;
  const TicketProgram program(arena.root());
  const Upload upload = authorize(program, {{"path", "file"}});
  RawClient first(program.port);
  const std::string request =
      ticket_request("PUT", upload.path, "Content-Length: 5\r\nExpect: 100-continue\r\n");
  ASSERT_EQ(first.ask(request).status, 100);
  const auto second = upload.put("other");
  EXPECT_EQ(second.status, 503);
  EXPECT_EQ(code_of(second), "E_BUSY");
  EXPECT_EQ(second.value("retry-after"), "1");
  EXPECT_EQ(first.ask("bytes").status, 201);
  EXPECT_EQ(content_of(arena.root() / "file"), "bytes");
}

TEST(HttpUploads, DeletedTicketsAreOfNoUse) {
  const Arena arena;
  const TicketProgram program(arena.root());
  const Upload upload = authorize(program, {{"path", "file"}});
  EXPECT_EQ(upload.put("01", "Content-Range: bytes 0-1/4\r\n").status, 202);
  EXPECT_EQ(ask(program.port, ticket_request("DELETE", upload.path)).status, 204);
  EXPECT_EQ(upload.put("0123").status, 410);
  EXPECT_FALSE(fs::exists(arena.root() / "file"));
}

}  // namespace
}  // namespace mcp::test::http_uploads_test

// The program mcp-server over HTTP: its memory, its pages, and its secrets.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <list>

#include "hostile/arena.hpp"
#include "support/eventually.hpp"
#include "support/http_requests.hpp"
#include "support/process_memory.hpp"
#include "support/raw_client.hpp"
#include "support/server_process.hpp"
#include "support/tls_client.hpp"

namespace mcp::test::http_program_test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t mebibyte = std::size_t{1} << 20;

/// The program, listening on a port of its own.
class HttpProgram {
 public:
  HttpProgram(const fs::path& root, std::vector<std::string> more)
      : process({.arguments = command_line(root, with_http(std::move(more)))}) {
    const std::string said = "listening on http";
    EXPECT_TRUE(eventually([&] {
      const std::string errors = process.errors();
      const auto at = errors.find(said);
      const auto end = errors.find("/mcp", at);
      if (at == errors.npos || end == errors.npos) return false;
      port = static_cast<std::uint16_t>(std::stoul(errors.substr(errors.rfind(':', end) + 1)));
      return true;
    })) << process.errors();
  }

  std::size_t memory() const {
    std::ifstream file("/proc/" + std::to_string(process.pid()) + "/statm");
    std::size_t all = 0;
    std::size_t resident = 0;
    file >> all >> resident;
    return resident * 4096;
  }

  ServerProcess process;
  std::uint16_t port = 0;

 private:
  static std::vector<std::string> with_http(std::vector<std::string> more) {
    more.insert(more.begin(), {"--http", "127.0.0.1:0"});
    return more;
  }
};

std::string open_session(RawClient& client) {
  return client.ask(to_wire(initialize_post())).value("mcp-session-id");
}

std::string write(const std::string& session, int file, const std::string& content) {
  return to_wire(legacy_tool(session, "write_file",
                             {{"path", "file" + std::to_string(file)}, {"content", content}}, 1,
                             "token"));
}

/// Measures the memory that stays after 200 sessions with one large write each.
void expect_little_memory(bool clients_read, std::size_t most) {
  const Arena arena(Scratch::Where::memory);
  HttpProgram program(arena.root(), {});
  const std::string content(900'000, 'x');
  std::list<RawClient> clients;
  std::vector<std::string> sessions;
  for (int i = 0; i < repeats(200); ++i) {
    clients.emplace_back(program.port);
    sessions.push_back(open_session(clients.back()));
  }
  const std::size_t before = program.memory();
  int number = 0;
  for (auto& client : clients) {
    ASSERT_TRUE(client.send(write(sessions[static_cast<std::size_t>(number)], number, content)));
    if (clients_read) {
      ASSERT_TRUE(client.read().complete);
    } else {
      ASSERT_TRUE(client.read_until("notifications/progress"));
      client.reset();
    }
    ++number;
  }
  if (!clients_read) {
    // The clients have disconnected; the writes go on, and their responses are kept.
    const std::string last = "file" + std::to_string(number - 1);
    EXPECT_TRUE(eventually([&] { return content_of(arena.root() / last) == content; }));
  }
  if (sanitized) return;
  EXPECT_TRUE(eventually([&] { return program.memory() < before + most; }))
      << (program.memory() - before) / mebibyte << " MiB";
}

TEST(HttpProgram, Case128_AnswersThatWereReceivedAreNotKept) {
  expect_little_memory(true, 32 * mebibyte);
}

// Of 180 MB of responses for clients that may reconnect, 32 MiB are kept.
TEST(HttpProgram, Case128_AnswersThatWaitAreBoundedOverAllSessions) {
  expect_little_memory(false, 72 * mebibyte);
}

// The client disconnected before it read the last event from the socket.
TEST(HttpProgram, Case128_AnswerThatWasNotReadIsStillThere) {
  const Arena arena;
  HttpProgram program(arena.root(), {});
  RawClient other(program.port);
  const std::string session = open_session(other);
  const auto resumed = [&](RawClient& client) {
    client.send(to_wire(stream_get(session, "1-0")));
    return client.read_until("\"result\"");
  };
  RawClient vanishes(program.port);
  ASSERT_TRUE(vanishes.send(write(session, 1, "text")));
  ASSERT_TRUE(eventually([&] { return content_of(arena.root() / "file1") == "text"; }));
  vanishes.reset();
  RawClient again(program.port);
  EXPECT_TRUE(resumed(again));
  // A client that closes normally has received all of it.
  RawClient reads(program.port);
  ASSERT_TRUE(reads.send(write(session, 2, "text")));
  ASSERT_TRUE(reads.read().complete);
  reads.close();
  EXPECT_TRUE(eventually([&] {
    RawClient late(program.port);
    return late.ask(to_wire(stream_get(session, "2-0"))).status == 405;
  }));
}

TEST(HttpProgram, Case102_PagesAreNotForForeignSites) {
  const Arena arena;
  for (const char* listener : {"beast", "httplib"}) {
    HttpProgram program(arena.root(), {"--listener", listener, "--allowed-origin",
                                       "http://localhost:3000", "--allowed-host", "me.example"});
    const auto get = [&](const std::string& page, const std::string& headers) {
      RawClient client(program.port);
      return client.ask("GET " + page + " HTTP/1.1\r\n" + headers + "\r\n").status;
    };
    for (const std::string page : {"/health", "/metrics"}) {
      if (page == "/metrics" && listener == std::string("httplib")) continue;
      SCOPED_TRACE(page + " " + listener);
      EXPECT_EQ(get(page, "Host: localhost\r\n"), 200);
      EXPECT_EQ(get(page, "Host: me.example:9\r\n"), 200);
      EXPECT_EQ(get(page, "Host: localhost\r\nOrigin: http://localhost:3000\r\n"), 200);
      EXPECT_EQ(get(page, "Host: evil.example\r\n"), 403);
      EXPECT_EQ(get(page, "Host: localhost\r\nOrigin: http://localhost:3001\r\n"), 403);
      EXPECT_EQ(get(page, "Host: localhost\r\nOrigin: null\r\n"), 403);
    }
  }
}

/// The error with which the program fails to start.
std::string complaint(const Arena& arena, std::vector<std::string> more) {
  more.insert(more.begin(), {"--http", "127.0.0.1:0"});
  ServerProcess process({.arguments = command_line(arena.root(), std::move(more))});
  EXPECT_EQ(process.wait_exit(), 1);
  return process.errors();
}

TEST(HttpProgram, SaysWhatIsWrongWithItsOptions) {
  const Arena arena;
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"--readonly"}, "unknown option `--readonly`; did you mean `--read-only`?"},
      {{"--log-level", "loud"},
       "--log-level: must be debug, info, warning, error or off, not `loud`"},
      {{"--quota", "-5"}, "--quota: must be a size in bytes"},
      {{"--max-streams", "0"},
       "--max-streams: must be a whole number from 1 to 1000000000, not `0`"},
      {{"--tools", "write_fil"},
       "--tools: there is no tool or group `write_fil`; did you mean `write_file`?"},
      {{"--tools", "read_file,write_file", "--read-only"},
       "--tools: `write_file` writes, so --read-only does not offer it; leave out one of them"},
      {{"--require-landlock", "--no-landlock"}, "--require-landlock contradicts --no-landlock"},
      {{"--auth-token-file", "x"}, "--auth-token-file applies only with --http"},
      {{"--insecure"}, "--insecure applies only with --http"},
      {{"--http", "x"},
       "--http: must be HOST:PORT, such as 127.0.0.1:8080, with a port up to 65535"},
      {{"--http", "nowhere.invalid:0"}, "--http: `nowhere.invalid` is not an IP address"},
      {{"--http", "0.0.0.0:0"}, "--http: other machines can reach `0.0.0.0`"},
      {{"--http", "127.0.0.1:0", "--tls-cert", "x"}, "TLS needs both --tls-cert and --tls-key"}};
  for (const auto& [arguments, said] : cases) {
    ServerProcess process({.arguments = command_line(arena.root(), arguments)});
    EXPECT_NE(process.wait_exit().value_or(0), 0) << said;
    const std::string errors = process.errors();
    EXPECT_TRUE(errors.starts_with("mcp-server: ")) << errors;
    EXPECT_NE(errors.find(said), errors.npos) << errors;
  }
}

TEST(HttpProgram, Case102_OriginsThatAreNone) {
  const Arena arena;
  for (const char* origin : {"localhost", "null", "http://", "http://a/b", "http://a:x"}) {
    EXPECT_NE(complaint(arena, {"--allowed-origin", origin}).find("--allowed-origin"),
              std::string::npos)
        << origin;
  }
}

TEST(HttpProgram, Case131_KeyAndCertificateAreRegularFilesOfTheirOwner) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files to another user";
  const Arena arena;
  const Scratch scratch;
  const fs::path key = scratch / "key.pem";
  const fs::path certificate = scratch / "certificate.pem";
  const fs::path pipe = scratch / "pipe";
  if (!make_certificate(certificate, key)) GTEST_SKIP() << "there is no openssl command";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const auto complaint_about = [&](const fs::path& cert, const fs::path& private_key) {
    return complaint(arena, {"--tls-cert", cert, "--tls-key", private_key});
  };
  EXPECT_NE(complaint_about(certificate, pipe).find("--tls-key: "), std::string::npos);
  EXPECT_NE(complaint_about(pipe, key).find("--tls-cert: "), std::string::npos);
  constexpr uid_t another = 65'534;
  ASSERT_EQ(::chown(key.c_str(), another, another), 0);
  EXPECT_NE(complaint_about(certificate, key).find("belongs to another user"), std::string::npos);
  ASSERT_EQ(::chown(key.c_str(), 0, 0), 0);
  ASSERT_EQ(::chown(certificate.c_str(), another, another), 0);
  EXPECT_NE(complaint_about(certificate, key).find("belongs to another user"), std::string::npos);
}

TEST(HttpProgram, Case131_KeyThatOthersMayReadIsRefused) {
  const Arena arena;
  const Scratch scratch;
  const fs::path key = scratch / "key.pem";
  const fs::path certificate = scratch / "certificate.pem";
  if (!make_certificate(certificate, key)) GTEST_SKIP() << "there is no openssl command";
  const std::vector<std::string> tls = {"--tls-cert", certificate, "--tls-key", key};
  for (const mode_t mode : {0644, 0604, 0601, 0660, 0620, 0606}) {
    ::chmod(key.c_str(), mode);
    EXPECT_NE(complaint(arena, tls).find("chmod "), std::string::npos) << std::oct << mode;
  }
  for (const mode_t mode : {0600, 0400, 0640}) {
    ::chmod(key.c_str(), mode);
    HttpProgram program(arena.root(), tls);
    EXPECT_NE(program.port, 0) << std::oct << mode;
  }
}

void put_private(const fs::path& file, const std::string& content) {
  put(file, content);
  ::chmod(file.c_str(), 0600);
}

TEST(HttpProgram, HangupReloadsTokens) {
  const Arena arena;
  const Scratch scratch;
  const fs::path tokens = scratch / "tokens";
  const std::string old_token = "old: 0123456789abcdef";
  const std::string new_token = "new: fedcba9876543210";
  for (const char* listener : {"beast", "httplib"}) {
    SCOPED_TRACE(listener);
    put_private(tokens, old_token);
    HttpProgram program(arena.root(), {"--listener", listener, "--log-level", "info",
                                       "--auth-token-file", tokens.string()});
    const auto status = [&](const std::string& token) {
      RawClient client(program.port);
      http::Request request = modern_tool("file_info", {{"path", "."}});
      set_header(request, "Authorization", "Bearer " + token.substr(5));
      return client.ask(to_wire(request)).status;
    };
    EXPECT_EQ(status(old_token), 200);
    EXPECT_EQ(status(new_token), 401);
    // An invalid file is reported, and the old content stays in use.
    const std::pair<const char*, mode_t> broken[] = {
        {"short", 0600}, {"", 0600}, {"new: fedcba9876543210", 0644}};
    for (const auto& [content, mode] : broken) {
      put_private(tokens, content);
      ::chmod(tokens.c_str(), mode);
      const std::size_t said = program.process.errors().size();
      program.process.kill(SIGHUP);
      EXPECT_TRUE(eventually([&] {
        return program.process.errors().find("keeps the old tokens", said) != std::string::npos;
      })) << program.process.errors();
      EXPECT_EQ(status(old_token), 200);
      EXPECT_EQ(status(new_token), 401);
    }
    fs::remove(tokens);  // editors replace files instead of writing to them
    put_private(tokens, new_token);
    program.process.kill(SIGHUP);
    EXPECT_TRUE(eventually([&] { return status(new_token) == 200; }));
    EXPECT_EQ(status(old_token), 401);
    program.process.kill(SIGTERM);
    EXPECT_EQ(program.process.wait_exit(), 0);
  }
}

TEST(HttpProgram, HangupReloadsTheCertificate) {
  const Arena arena;
  const Scratch scratch;
  const fs::path key = scratch / "key.pem";
  const fs::path certificate = scratch / "certificate.pem";
  if (!make_certificate(certificate, key)) GTEST_SKIP() << "there is no openssl command";
  HttpProgram program(arena.root(), {"--log-level", "info", "--tls-cert", certificate.string(),
                                     "--tls-key", key.string()});
  const auto hang_up = [&](const std::string& expected) {
    const std::size_t said = program.process.errors().size();
    program.process.kill(SIGHUP);
    return eventually(
        [&] { return program.process.errors().find(expected, said) != std::string::npos; });
  };
  put(certificate, "not a certificate");
  EXPECT_TRUE(hang_up("keeps the old TLS certificate"));
  ASSERT_TRUE(make_certificate(certificate, key));
  EXPECT_TRUE(hang_up("reloaded TLS certificate"));
  const fs::path other = scratch / "other.pem";
  ASSERT_TRUE(make_certificate(certificate, other));
  EXPECT_TRUE(hang_up("keeps the old TLS certificate"));
  program.process.kill(SIGTERM);
  EXPECT_EQ(program.process.wait_exit(), 0);
}

// Without a file to reload, SIGHUP ends the program as it does by default.
TEST(HttpProgram, HangupEndsWhatHasNothingToReload) {
  const Arena arena;
  HttpProgram program(arena.root(), {});
  program.process.kill(SIGHUP);
  EXPECT_EQ(program.process.wait_exit(), 0);
}

}  // namespace
}  // namespace mcp::test::http_program_test

// The program over HTTP on a machine with other users and programs: callers without tokens, other
// listeners on its port, and the checks of the token file.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>

#include "hostile/unprivileged.hpp"
#include "support/eventually.hpp"
#include "support/http_requests.hpp"
#include "support/raw_client.hpp"

namespace mcp::test::http_users_test {
namespace {

namespace fs = std::filesystem;

constexpr uid_t mallory = 1234;

std::vector<std::string> with_http(const fs::path& root, const std::string& address,
                                   std::vector<std::string> more) {
  auto arguments = command_line(root, std::move(more));
  arguments.insert(arguments.end(), {"--http", address});
  return arguments;
}

bool listens(const ServerProcess& server) {
  return server.errors().find("/mcp\n") != std::string::npos;
}

/// The port that a server prints.
std::uint16_t port_of(const ServerProcess& server) {
  EXPECT_TRUE(eventually([&] { return listens(server); })) << server.errors();
  const std::string errors = server.errors();
  const auto end = errors.find("/mcp\n");
  if (end == errors.npos) return 0;
  return static_cast<std::uint16_t>(std::stoul(errors.substr(errors.rfind(':', end) + 1)));
}

http::Request write(Era era, const std::string& path) {
  const Json arguments{{"path", path}, {"content", "by somebody"}};
  return era == Era::modern ? modern_tool("write_file", arguments) : initialize_post();
}

/// The status of the response to a process of a user, and whether its text names the option.
struct Outcome {
  int status = 0;
  bool names_option = false;
};

Outcome ask_as(uid_t user, std::uint16_t port, const std::string& request) {
  int result[2];
  EXPECT_EQ(::pipe(result), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    become(user);
    RawClient client(port);
    const RawResponse response = client.ask(request);
    const Outcome outcome{response.status,
                          response.body.find("--any-local-user") != std::string::npos};
    [[maybe_unused]] const ssize_t sent = ::write(result[1], &outcome, sizeof outcome);
    ::_exit(0);
  }
  ::close(result[1]);
  Outcome outcome;
  EXPECT_EQ(::read(result[0], &outcome, sizeof outcome), static_cast<ssize_t>(sizeof outcome));
  ::close(result[0]);
  ::waitpid(child, nullptr, 0);
  return outcome;
}

class HttpUsers : public Unprivileged, public testing::WithParamInterface<const char*> {
 protected:
  Launch serving(const std::string& address, std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--listener", GetParam()});
    Launch launched = launch();
    launched.arguments = with_http(arena_.root(), address, std::move(more));
    return launched;
  }
};

TEST_P(HttpUsers, OnlyTheOwnUserAndRootMayCallWithoutTokens) {
  const ServerProcess server(serving("127.0.0.1:0"));
  const std::uint16_t port = port_of(server);
  for (const Era era : {Era::modern, Era::legacy}) {
    SCOPED_TRACE(to_text(era));
    const std::string name = to_text(era);
    const Outcome refused = ask_as(mallory, port, to_wire(write(era, "mallory " + name)));
    EXPECT_EQ(refused.status, 403);
    EXPECT_TRUE(refused.names_option);
    EXPECT_FALSE(fs::exists(arena_.root() / ("mallory " + name)));
    EXPECT_EQ(ask_as(nobody, port, to_wire(write(era, "own " + name))).status, 200);
    EXPECT_EQ(ask_as(0, port, to_wire(write(era, "root " + name))).status, 200);
  }
  EXPECT_EQ(server.errors().find("no tokens"), std::string::npos) << server.errors();
}

TEST_P(HttpUsers, EveryUserMayCallWhenThatIsWanted) {
  const ServerProcess server(serving("127.0.0.1:0", {"--any-local-user"}));
  const std::uint16_t port = port_of(server);
  EXPECT_EQ(ask_as(mallory, port, to_wire(write(Era::modern, "x"))).status, 200);
  EXPECT_TRUE(eventually([&] {
    return server.errors().find("every user and program of this machine may call") !=
           std::string::npos;
  })) << server.errors();
}

TEST_P(HttpUsers, TokensDecideWhereThereAreSome) {
  const std::string tokens = programs_ / "tokens";
  put(tokens,
      "\xEF\xBB\xBF"
      "0123456789abcdef\n");
  ::chmod(tokens.c_str(), 0600);
  ASSERT_EQ(::chown(tokens.c_str(), nobody, nobody), 0);
  const ServerProcess server(serving("127.0.0.1:0", {"--auth-token-file", tokens}));
  const std::uint16_t port = port_of(server);
  http::Request request = write(Era::modern, "x");
  EXPECT_EQ(ask_as(mallory, port, to_wire(request)).status, 401);
  set_header(request, "Authorization", "Bearer 0123456789abcdef");
  EXPECT_EQ(ask_as(mallory, port, to_wire(request)).status, 200);
}

// An address of this machine that no other test uses.
std::string own_address() {
  const auto id = static_cast<unsigned>(::getpid());
  return "127." + std::to_string(1 + id / 62500 % 254) + '.' + std::to_string(id / 250 % 250) +
         '.' + std::to_string(1 + id % 250);
}

// When two servers start at once, exactly one of them listens.
TEST_P(HttpUsers, Case130_OneOfTwoServersThatStartAtOnceListens) {
  const std::string address = own_address() + ":8080";
  for (int i = 0; i < 20; ++i) {
    SCOPED_TRACE(i);
    ServerProcess one(serving(address));
    ServerProcess other(serving(address));
    EXPECT_TRUE(eventually([&] {
      return one.wait_exit(std::chrono::milliseconds(0)) ||
             other.wait_exit(std::chrono::milliseconds(0));
    }));
    const bool one_failed = one.wait_exit(std::chrono::milliseconds(0)).has_value();
    ServerProcess& failed = one_failed ? one : other;
    ServerProcess& serves = one_failed ? other : one;
    EXPECT_EQ(failed.wait_exit(), 1);
    EXPECT_FALSE(listens(failed));
    EXPECT_TRUE(eventually([&] { return listens(serves); })) << serves.errors();
    serves.kill(SIGTERM);
    EXPECT_EQ(serves.wait_exit(), 0);
  }
}

// Even a program of the same user with SO_REUSEPORT gets none of the connections.
TEST_P(HttpUsers, Case130_PortIsNotShared) {
  const ServerProcess server(serving("127.0.0.1:0"));
  const std::uint16_t port = port_of(server);
  const int result = [&] {
    const pid_t child = ::fork();
    if (child == 0) {
      become(nobody);
      const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
      const int on = 1;
      ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
      ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(port);
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      const bool shared =
          ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
          ::listen(socket.get(), 1) == 0;
      ::_exit(shared ? 1 : 0);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    return status;
  }();
  EXPECT_EQ(result, 0);
}

INSTANTIATE_TEST_SUITE_P(Listeners, HttpUsers, testing::Values("beast", "httplib"),
                         [](const auto& test) { return std::string(test.param); });

struct BadFile {
  const char* name;
  const char* error;
  std::function<void(const fs::path&)> make;
};

const BadFile bad_files[] = {
    {"Fifo", "is not a regular file",
     [](const fs::path& path) { ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0); }},
    {"Endless", "is not a regular file",
     [](const fs::path& path) { fs::create_symlink("/dev/zero", path); }},
    {"OfAnotherUser", "belongs to another user",
     [](const fs::path& path) {
       put(path, "0123456789abcdef\n");
       ::chmod(path.c_str(), 0600);
       if (::chown(path.c_str(), mallory, mallory) != 0) GTEST_SKIP() << "only root can do that";
     }},
    {"OpenToOthers", "chmod 600",
     [](const fs::path& path) {
       put(path, "0123456789abcdef\n");
       ::chmod(path.c_str(), 0644);
     }},
};

class TokenFile : public testing::TestWithParam<BadFile> {};

TEST_P(TokenFile, ThatCannotBeTrustedEndsTheProgram) {
  const Arena arena;
  const Scratch scratch;
  const fs::path file = scratch / "tokens";
  GetParam().make(file);
  if (IsSkipped()) return;
  ServerProcess server(
      {.arguments = with_http(arena.root(), "127.0.0.1:0", {"--auth-token-file", file.string()})});
  EXPECT_EQ(server.wait_exit(), 1);
  EXPECT_NE(server.errors().find(GetParam().error), std::string::npos) << server.errors();
  EXPECT_NE(server.errors().find(file), std::string::npos) << server.errors();
}

INSTANTIATE_TEST_SUITE_P(HttpUsers, TokenFile, testing::ValuesIn(bad_files),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace mcp::test::http_users_test

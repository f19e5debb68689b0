// Servers that fail in the middle of a call. Each fault is an error of the right kind within the
// call's deadline, and leaves no process, thread or descriptor behind.

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "client/http_scripts.hpp"
#include "support/eventually.hpp"
#include "support/http_host.hpp"
#include "support/private_mounts.hpp"
#include "support/scratch.hpp"

namespace mcp::test {
namespace {

using Clock = std::chrono::steady_clock;

const std::string feature_server_program = MCP_BINARY_DIR "/feature-server";

/// The threads and descriptors of this process.
struct Held {
  std::size_t threads = 0;
  std::size_t descriptors = 0;

  static std::size_t count(const char* folder) {
    std::size_t entries = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder))
      ++entries;
    return entries;
  }
  static Held now() { return {count("/proc/self/task"), count("/proc/self/fd")}; }
  friend bool operator==(const Held&, const Held&) = default;
};

/// Checks that what the test holds at its end is what it held before.
class NothingLeft {
 public:
  // With its first thread, a process with ThreadSanitizer starts one for that, which stays.
  NothingLeft() {
    std::thread([] {}).join();
    before_ = Held::now();
  }
  ~NothingLeft() {
    EXPECT_TRUE(eventually([&] { return Held::now() == before_; }))
        << before_.threads << " threads and " << before_.descriptors << " descriptors before, "
        << Held::now().threads << " and " << Held::now().descriptors << " after";
  }

 private:
  Held before_;
};

Client start(
    const std::string& script, MessageLimits limits = {},
    std::function<void(std::string_view)> on_stderr = [](std::string_view) {}) {
  return Client::connect(spawn({.command = {"sh", "-c", script},
                                .on_stderr = std::move(on_stderr),
                                .limits = limits,
                                .until_terminate = 300ms,
                                .until_kill = 300ms}),
                         {.era = Era::legacy, .restart = false});
}

// The beginning of a server: it answers `initialize`, reads `initialized` and a request.
const std::string until_call =
    R"(read l; echo '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25",)"
    R"("capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}}'; read l; read l; )";

ErrorCode code_of_call(Client& client, std::chrono::milliseconds timeout) {
  return failure([&] { client.call_tool("x", Json::object(), {.timeout = timeout}); }).code();
}

TEST(Faults, OfAChildProcessAreErrorsInTime) {
  const struct {
    const char* name;
    std::string then;
    ErrorCode code;
  } cases[] = {
      {"it is killed", "kill -9 $$", ErrorCode::connection_closed},
      {"it exits", "exit 3", ErrorCode::connection_closed},
      {"it is silent", "cat >/dev/null", ErrorCode::request_timed_out},
      {"it closes its output and goes on", "exec >&-; cat >/dev/null",
       ErrorCode::connection_closed},
      {"it closes its input and goes on", "exec <&-; sleep 60", ErrorCode::request_timed_out},
      {"half a message", R"(printf '{"jsonrpc":"2.0","id":2,"resu'; exit)",
       ErrorCode::connection_closed},
  };
  for (const auto& [name, then, code] : cases) {
    SCOPED_TRACE(name);
    const NothingLeft nothing_left;
    auto client = start(until_call + then);
    const auto begun = Clock::now();
    EXPECT_EQ(code_of_call(client, 1s), code);
    EXPECT_LT(Clock::now() - begun, patience);
  }
}

// One odd character costs that character, not the call.
TEST(Faults, InvalidUtf8IsReplaced) {
  const NothingLeft nothing_left;
  auto client =
      start(until_call + R"(printf '{"jsonrpc":"2.0","id":2,"result":{"content":[{"type":"text",)"
                         R"("text":"a\377b"}]}}\n'; cat >/dev/null)");
  EXPECT_EQ(text_in(client.call_tool("x", Json::object())),
            "a\xEF\xBF\xBD"
            "b");
}

TEST(Faults, FloodOfStandardErrorDelaysNoCall) {
  constexpr std::size_t flood = std::size_t{64} << 20;
  const NothingLeft nothing_left;
  std::atomic<std::size_t> received = 0;
  auto client =
      start("head -c " + std::to_string(flood) + " /dev/zero >&2; exec " + feature_server_program,
            {}, [&](std::string_view piece) { received += piece.size(); });
  EXPECT_EQ(text_in(client.call_tool("echo", {{"text", "x"}})), "x");
  EXPECT_TRUE(eventually([&] { return received >= flood; }));
}

std::string call_result(std::size_t bytes) {
  return to_text(
      Json{{"jsonrpc", "2.0"}, {"id", 2}, {"result", text_result(std::string(bytes, 'x'))}});
}

TEST(Faults, LargeResultsArriveAndLargerOnesFail) {
  constexpr std::size_t large = std::size_t{50} << 20;
  const std::string answer = call_result(large);
  for (const std::size_t limit : {answer.size(), answer.size() - 1}) {
    SCOPED_TRACE(limit);
    const NothingLeft nothing_left;
    auto client = start(until_call +
                            R"(printf '{"jsonrpc":"2.0","id":2,"result":{"resultType":"complete",)"
                            R"("content":[{"type":"text","text":"'; head -c )" +
                            std::to_string(large) +
                            R"( /dev/zero | tr '\0' x; printf '"}]}}\n'; cat >/dev/null)",
                        {.max_bytes = limit});
    const auto call = [&] { return text_in(client.call_tool("x", Json::object())).size(); };
    if (limit == answer.size()) {
      EXPECT_EQ(call(), large);
    } else {
      EXPECT_EQ(failure(call).code(), ErrorCode::protocol_violation);
    }
  }
}

TEST(Faults, LargeResultsArriveOverHttp) {
  constexpr std::size_t large = std::size_t{50} << 20;
  const NothingLeft nothing_left;
  const HttpServer server(modern({{"tools/call", [](const HttpCall& call) {
                                     return json_answer(
                                         result_of(call, text_result(std::string(large, 'x'))));
                                   }}}));
  auto client = connect_http(server);
  EXPECT_EQ(text_in(client.call_tool("x", Json::object())).size(), large);
}

// The parser sees the stream in any pieces; here each byte is one.
TEST(Faults, StreamOfSingleBytesIsRead) {
  const HttpServer server(modern(
      {{"tools/call", [](const HttpCall& call) {
          const std::string events = ": comment\r\n\r\n" +
                                     sse(notification("notifications/message",
                                                      {{"level", "info"}, {"data", "\xC3\xA9"}})) +
                                     sse(result_of(call, text_result("done")));
          return HttpAnswer{.type = "text/event-stream", .stream = [events](HttpStream& stream) {
                              for (const char byte : events) {
                                if (!stream.write({&byte, 1})) return false;
                              }
                              return true;
                            }};
        }}}));
  Notes notes;
  auto client = connect_http(
      server, {.handlers = {.log = [&](LogLevel, const Json& data, const std::string&) {
                 notes.add(data.get<std::string>());
               }}});
  EXPECT_EQ(text_in(client.call_tool("x", Json::object())), "done");
  EXPECT_EQ(notes.all(), std::vector<std::string>{"\xC3\xA9"});
}

TEST(Faults, StreamsThatBreakAreErrorsInTime) {
  const std::string begun = sse(notification("notifications/message", {{"level", "info"}}));
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{1}, begun.size() / 2, begun.size()}) {
    SCOPED_TRACE(length);
    const NothingLeft nothing_left;
    const HttpServer server(
        modern({{"tools/call", [&](const HttpCall&) {
                   return HttpAnswer{.type = "text/event-stream",
                                     .stream = [&, length](HttpStream& stream) {
                                       stream.write(std::string_view(begun).substr(0, length));
                                       return false;
                                     }};
                 }}}));
    auto client = connect_http(server);
    EXPECT_EQ(code_of_call(client, 5s), ErrorCode::connection_closed);
  }
}

/// Writes a certificate for localhost, valid for a time that begins and ends so many seconds from
/// now, and its key.
void write_certificate(const std::string& file, const std::string& key_file, long from, long to) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), from);
  X509_gmtime_adj(X509_getm_notAfter(certificate), to);
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_set_pubkey(certificate, key);
  X509_EXTENSION* names =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
  X509_add_ext(certificate, names, -1);
  X509_sign(certificate, key, EVP_sha256());
  const auto write = [](const std::string& to_file, const auto& encode) {
    BIO* output = BIO_new_file(to_file.c_str(), "w");
    encode(output);
    BIO_free_all(output);
    std::filesystem::permissions(to_file, std::filesystem::perms(0600));
  };
  write(file, [&](BIO* output) { PEM_write_bio_X509(output, certificate); });
  write(key_file, [&](BIO* output) {
    PEM_write_bio_PKCS8PrivateKey(output, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
  X509_EXTENSION_free(names);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

TEST(Faults, ServersWithoutAValidCertificateAreNotUsed) {
  constexpr long day = 24 * 60 * 60;
  const struct {
    const char* name;
    long from;
    long to;
    const char* host;
    bool trusted;
    bool valid;
  } cases[] = {{"valid", -day, day, "localhost", true, true},
               {"expired", -2 * day, -day, "localhost", true, false},
               {"not valid yet", day, 2 * day, "localhost", true, false},
               {"of another name", -day, day, "127.0.0.1", true, false},
               {"self-signed", -day, day, "localhost", false, false}};
  for (const auto& [name, from, to, host, trusted, valid] : cases) {
    SCOPED_TRACE(name);
    const Scratch scratch;
    const std::string certificate = scratch / "certificate.pem";
    const std::string key = scratch / "key.pem";
    write_certificate(certificate, key, from, to);
    const HttpHost server({.tls_certificate = certificate, .tls_key = key});
    const HttpTarget target{
        .url = "https://" + std::string(host) + ":" + std::to_string(server.port()) + "/mcp",
        .ca_file = trusted ? certificate : ""};
    const auto call = [&] {
      auto client = Client::connect(over_http(target));
      return text_in(client.call_tool("echo", {{"text", "x"}}));
    };
    if (valid) {
      EXPECT_EQ(call(), "x");
    } else {
      const Error error = failure(call);
      EXPECT_EQ(error.code(), ErrorCode::connection_closed);
      EXPECT_NE(std::string(error.what()).find("certificate"), std::string::npos) << error.what();
    }
  }
}

/// A UDP socket to which a resolver sends its questions, and which never answers.
class SilentNameServer {
 public:
  SilentNameServer() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(0x7f000035);  // 127.0.0.53
    address.sin_port = htons(53);
    listens_ = ::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~SilentNameServer() { ::close(socket_); }

  bool listens() const { return listens_; }

 private:
  const int socket_;
  bool listens_ = false;
};

// The name is looked up on a thread of libcurl, for which neither the call nor the end of the
// client waits.
TEST(Faults, SlowNameServerEndsTheCallAtItsDeadline) {
  const SilentNameServer names;
  PrivateMounts mounts;
  if (!names.listens() || !mounts.refused().empty()) GTEST_SKIP() << "needs port 53 and mounts";
  const Scratch scratch;
  const auto file = scratch / "resolv.conf";
  std::ofstream(file) << "nameserver 127.0.0.53\noptions timeout:30\n";
  mounts.bind(file, "/etc/resolv.conf");
  const auto begun = Clock::now();
  const Error error = failure([] {
    Client::connect(over_http({.url = "http://slow.example/mcp", .connect_timeout = 500ms}),
                    {.connect_timeout = 2s});
  });
  EXPECT_TRUE(error.code() == ErrorCode::connection_closed ||
              error.code() == ErrorCode::request_timed_out)
      << error.what();
  EXPECT_LT(Clock::now() - begun, patience);
}

}  // namespace
}  // namespace mcp::test

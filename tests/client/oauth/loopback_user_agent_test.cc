#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <future>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "io/descriptor.hpp"
#include "mcp/client/oauth.hpp"
#include "mcp/error.hpp"
#include "support/build_kind.hpp"
#include "support/failure.hpp"

namespace mcp::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* page = "https://auth.example/authorize?client_id=a&state=s-1";

/// A connection to the user agent's port.
class Visitor {
 public:
  explicit Visitor(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    connected_ =
        ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }

  bool connected() const { return connected_; }
  void send(const std::string& text) const {
    (void)::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
  }
  /// The response, until the end of the connection.
  std::string receive() const {
    std::string text;
    char buffer[4096];
    for (ssize_t count; (count = ::recv(socket_.get(), buffer, sizeof buffer, 0)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(count));
    }
    return text;
  }
  std::string get(const std::string& target) const {
    send("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    return receive();
  }

 private:
  Descriptor socket_;
  bool connected_ = false;
};

/// A login that waits for its redirect.
class Login {
 public:
  Login() {
    uri_ = agent_->redirect_uri("");
    port_ = std::stoi(uri_.substr(uri_.rfind(':') + 1));
    result_ = std::async(std::launch::async,
                         [this] { return agent_->authorize(page, stop_.get_token()); });
    opened_.get_future().wait();
  }
  ~Login() {
    stop_.request_stop();
    if (result_.valid()) result_.wait();
  }
  Login(const Login&) = delete;
  Login& operator=(const Login&) = delete;

  int port() const { return port_; }
  const std::string& uri() const { return uri_; }
  std::string result() { return result_.get(); }
  bool has_ended() const { return result_.wait_for(0s) == std::future_status::ready; }
  void stop() { stop_.request_stop(); }

 private:
  std::promise<void> opened_;
  std::stop_source stop_;
  const std::shared_ptr<UserAgent> agent_ =
      loopback_user_agent([this](const std::string&) { opened_.set_value(); });
  std::string uri_;
  int port_ = 0;
  std::future<std::string> result_;
};

TEST(LoopbackUserAgent, ReturnsTheQueryOfTheRedirect) {
  Login login;
  EXPECT_EQ(login.uri(), "http://127.0.0.1:" + std::to_string(login.port()) + "/callback");
  const std::string response = Visitor(login.port()).get("/callback?code=a%20b&state=s-1");
  EXPECT_TRUE(response.starts_with("HTTP/1.1 200 OK\r\n")) << response;
  EXPECT_NE(response.find("Cache-Control: no-store"), response.npos);
  EXPECT_EQ(login.result(), "code=a%20b&state=s-1");
  EXPECT_FALSE(Visitor(login.port()).connected());
}

TEST(LoopbackUserAgent, RefusesOtherRequestsAndGoesOn) {
  struct Case {
    const char* request;
    const char* status;
  };
  Login login;
  for (const Case& tested :
       {Case{"GET /favicon.ico HTTP/1.1\r\n\r\n", "404"}, Case{"GET / HTTP/1.1\r\n\r\n", "404"},
        Case{"POST /callback?code=c&state=s-1 HTTP/1.1\r\n\r\n", "404"},
        Case{"GET /callback HTTP/1.1\r\n\r\n", "404"},
        Case{"GET /callbackx?state=s-1 HTTP/1.1\r\n\r\n", "404"},
        Case{"GET http://evil.example/callback?state=s-1 HTTP/1.1\r\n\r\n", "404"},
        Case{"nonsense\r\n\r\n", "404"}, Case{"\r\n\r\n", "404"},
        Case{"GET /callback?code=c HTTP/1.1\r\n\r\n", "400"},
        Case{"GET /callback?code=c&state=other HTTP/1.1\r\n\r\n", "400"},
        Case{"GET /callback?error=access_denied&state= HTTP/1.1\r\n\r\n", "400"},
        Case{"GET /callback?state=other&state=s-1 HTTP/1.1\r\n\r\n", "400"}}) {
    const Visitor visitor(login.port());
    visitor.send(tested.request);
    const std::string response = visitor.receive();
    EXPECT_TRUE(response.starts_with("HTTP/1.1 " + std::string(tested.status)))
        << tested.request << response;
  }
  EXPECT_FALSE(login.has_ended());
  (void)Visitor(login.port()).get("/callback?code=c&state=s-1");
  EXPECT_EQ(login.result(), "code=c&state=s-1");
}

// Nothing of a request is repeated in the response.
TEST(LoopbackUserAgent, RepeatsNothingOfARequest) {
  Login login;
  const std::string response =
      Visitor(login.port()).get("/callback?state=%0d%0aX-Evil:1&code=<script>evil</script>");
  EXPECT_TRUE(response.starts_with("HTTP/1.1 400")) << response;
  EXPECT_EQ(response.find("vil"), response.npos) << response;
}

TEST(LoopbackUserAgent, IsNotDelayedBySilentConnections) {
  Login login;
  std::vector<Visitor> silent;
  for (int i = 0; i < 100; ++i) silent.emplace_back(login.port());
  silent[99].send("GET /callback?code=");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(Visitor(login.port()).get("/callback?code=c&state=s-1").starts_with("HTTP/1.1 200"));
  EXPECT_EQ(login.result(), "code=c&state=s-1");
  EXPECT_LT(std::chrono::steady_clock::now() - start, 4s) << "a silent connection is kept for 5 s";
}

TEST(LoopbackUserAgent, ReadsARequestInPiecesAndDropsOneThatIsTooLong) {
  Login login;
  const Visitor endless(login.port());
  for (int i = 0; i < 64; ++i) endless.send(std::string(1024, 'a'));
  EXPECT_EQ(endless.receive(), "");
  const Visitor slow(login.port());
  const std::string request = "GET /callback?code=c&state=s-1 HTTP/1.1\r\nA: b\r\n\r\n";
  for (const char c : request) slow.send(std::string(1, c));
  EXPECT_TRUE(slow.receive().starts_with("HTTP/1.1 200"));
  EXPECT_EQ(login.result(), "code=c&state=s-1");
}

TEST(LoopbackUserAgent, EndsSoonAfterAStop) {
  Login login;
  const Visitor silent(login.port());
  login.stop();
  const Error error = failure([&] { (void)login.result(); });
  EXPECT_EQ(error.code(), ErrorCode::request_cancelled);
}

TEST(LoopbackUserAgent, UsesThePortOfTheRegistrationIfItIsFree) {
  const auto open = [](const std::string&) {};
  const auto first = loopback_user_agent(open);
  const std::string uri = first->redirect_uri("");
  EXPECT_NE(loopback_user_agent(open)->redirect_uri(uri), uri);  // in use
  const auto port = static_cast<std::uint16_t>(std::stoi(uri.substr(uri.rfind(':') + 1)));
  const Error error = failure([&] { (void)loopback_user_agent(open, port)->redirect_uri(""); });
  EXPECT_EQ(error.code(), ErrorCode::authorization_failed);
  EXPECT_NE(std::string(error.what()).find("is in use"), std::string::npos) << error.what();
  std::string again;
  {
    const auto second = loopback_user_agent(open);
    again = second->redirect_uri("");
  }
  EXPECT_EQ(loopback_user_agent(open)->redirect_uri(again), again);
}

}  // namespace
}  // namespace mcp::test

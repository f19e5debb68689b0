#include <gtest/gtest.h>
#include <stdlib.h>

#include <string>

#include "http_client/public_address.hpp"
#include "oauth/fetcher.hpp"
#include "support/failure.hpp"
#include "support/http_server.hpp"

/// Requests to authorization servers stay out of private networks when the server is public.
namespace mcp::test {
namespace {

std::string failure_of(const std::string& url, bool public_addresses_only) {
  oauth::Fetcher fetcher({.public_addresses_only = public_addresses_only});
  const Error error = failure([&] { (void)fetcher.get(url, {}); });
  EXPECT_EQ(error.code(), ErrorCode::authorization_failed);
  return error.what();
}

/// A variable of the environment, for one test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

TEST(PrivateNetworks, AreNotReachedForAPublicServer) {
  const HttpServer inside([](const HttpCall&) { return json_answer({{"a", 1}}); });
  oauth::Fetcher fetcher({});
  EXPECT_EQ(fetcher.get(inside.url(), {}).status(), 200);
  const auto before = inside.calls().size();
  for (const std::string& url :
       {inside.url(), "http://localhost:" + inside.url().substr(17), std::string("http://[::1]/"),
        std::string("https://10.0.0.1/"), std::string("https://169.254.169.254/latest/meta-data"),
        std::string("https://192.168.1.1/"), std::string("https://0x7f.1/"),
        std::string("https://2130706433/"), std::string("https://[::ffff:10.0.0.1]/"),
        std::string("https://[fd00:ec2::254]/"), std::string("https://0.0.0.0/")}) {
    const std::string text = failure_of(url, true);
    EXPECT_NE(text.find("private network"), text.npos) << url << ": " << text;
  }
  EXPECT_EQ(inside.calls().size(), before);
}

// A proxy resolves names, but requests to this machine bypass it.
TEST(PrivateNetworks, AreNotReachedPastAProxyEither) {
  const HttpServer inside([](const HttpCall&) { return json_answer({{"a", 1}}); });
  const Variable proxy("https_proxy", "http://127.0.0.1:1");
  const std::string text = failure_of(inside.url(), true);
  EXPECT_NE(text.find("private network"), text.npos) << text;
  EXPECT_TRUE(inside.calls().empty());
}

TEST(PlainHttp, IsForThisMachineOnly) {
  for (const char* url :
       {"http://auth.example/", "http://10.0.0.1/", "http://127.0.0.1.example/",
        "http://127.example.com/", "http://localhost.example/", "ftp://127.0.0.1/",
        "file:///etc/passwd", "", "http://me@127.0.0.1/", "javascript:alert(1)"}) {
    const std::string text = failure_of(url, false);
    EXPECT_TRUE(text.starts_with("Not an http")) << url << ": " << text;
  }
}

TEST(Fetcher, StopsSoonWhenTheServerIsSilent) {
  const HttpServer silent([](const HttpCall&) {
    HttpAnswer answer;
    answer.stream = [](HttpStream& stream) { return stream.wait_until_closed(); };
    return answer;
  });
  std::stop_source stop;
  std::jthread stopper([&] {
    EXPECT_TRUE(silent.wait_for([](const HttpCall&) { return true; }));
    stop.request_stop();
  });
  oauth::Fetcher fetcher({});
  const auto start = std::chrono::steady_clock::now();
  const Error error = failure([&] { (void)fetcher.get(silent.url(), stop.get_token()); });
  EXPECT_EQ(error.code(), ErrorCode::request_cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(3));
}

}  // namespace
}  // namespace mcp::test

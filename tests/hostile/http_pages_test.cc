// Pages of an allowed origin may read every response of the listener, also 404 outside of the
// endpoint.

#include <gtest/gtest.h>

#include "support/http_host.hpp"
#include "support/raw_client.hpp"

namespace mcp::test::http_pages_test {
namespace {

constexpr const char* origin = "http://localhost:6274";

RawResponse ask(const HttpHost& host, const std::string& line, const std::string& from,
                const std::string& more = {}) {
  return RawClient(host.port())
      .ask(line + " HTTP/1.1\r\nHost: localhost\r\nOrigin: " + from + "\r\n" + more + "\r\n");
}

TEST(HttpPages, MayReadWhatIsNotThere) {
  const HttpHost host({}, {.allowed_origins = {origin}});
  const std::string metadata = "/.well-known/oauth-protected-resource";
  const RawResponse missing = ask(host, "GET " + metadata, origin);
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.value("access-control-allow-origin"), origin);
  const RawResponse preflight = ask(host, "OPTIONS " + metadata, origin,
                                    "Access-Control-Request-Method: GET\r\n"
                                    "Access-Control-Request-Headers: mcp-protocol-version\r\n");
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.value("access-control-allow-headers"), "mcp-protocol-version");
  EXPECT_EQ(preflight.value("access-control-allow-origin"), origin);
}

TEST(HttpPages, OfOtherOriginsReadNothing) {
  const HttpHost host({}, {.allowed_origins = {origin}});
  const RawResponse refused = ask(host, "GET /nowhere", "http://evil.example");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.value("access-control-allow-origin"), "");
  EXPECT_EQ(
      ask(host, "OPTIONS /nowhere", "http://evil.example", "Access-Control-Request-Method: GET\r\n")
          .status,
      403);
}

}  // namespace
}  // namespace mcp::test::http_pages_test

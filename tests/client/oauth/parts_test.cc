#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "http_client/public_address.hpp"
#include "oauth/form.hpp"
#include "oauth/metadata.hpp"
#include "oauth/scopes.hpp"
#include "oauth/well_known.hpp"

namespace mcp::oauth {
namespace {

using Texts = std::vector<std::string>;

TEST(WellKnownUrls, OfResourcesInsertThePath) {
  const std::string known = "/.well-known/oauth-protected-resource";
  EXPECT_EQ(resource_metadata_urls("https://a.example/mcp"),
            (Texts{"https://a.example" + known + "/mcp", "https://a.example" + known}));
  EXPECT_EQ(resource_metadata_urls("https://a.example/x/y/?q=1"),
            (Texts{"https://a.example" + known + "/x/y", "https://a.example" + known}));
  EXPECT_EQ(resource_metadata_urls("http://localhost:3000"),
            (Texts{"http://localhost:3000" + known}));
  EXPECT_EQ(resource_metadata_urls("ftp://a.example/"), Texts{});
}

// Spec: 2026-07-28 basic/authorization/authorization-server-discovery, the priority order.
TEST(WellKnownUrls, OfAuthorizationServersAreInTheOrderOfTheSpecification) {
  EXPECT_EQ(server_metadata_urls("https://auth.example.com/tenant1"),
            (Texts{"https://auth.example.com/.well-known/oauth-authorization-server/tenant1",
                   "https://auth.example.com/.well-known/openid-configuration/tenant1",
                   "https://auth.example.com/tenant1/.well-known/openid-configuration"}));
  EXPECT_EQ(server_metadata_urls("https://auth.example.com"),
            (Texts{"https://auth.example.com/.well-known/oauth-authorization-server",
                   "https://auth.example.com/.well-known/openid-configuration"}));
  EXPECT_EQ(server_metadata_urls("https://auth.example.com/"),
            server_metadata_urls("https://auth.example.com"));
}

TEST(CanonicalUrl, HasNoSlashAtItsEndAndNoQuery) {
  EXPECT_EQ(canonical_server_url("HTTPS://MCP.Example.com:443/mcp/?a=b#c"),
            "https://mcp.example.com/mcp");
  EXPECT_EQ(canonical_server_url("https://mcp.example.com/"), "https://mcp.example.com");
  EXPECT_EQ(canonical_server_url("https://mcp.example.com:8443"), "https://mcp.example.com:8443");
}

TEST(Resource, CoversItsOriginAndWhatIsBelowItsPath) {
  const std::string server = "https://a.example/x/mcp";
  for (const char* resource : {"https://a.example/x/mcp", "https://a.example/x/mcp/",
                               "https://a.example/x", "https://a.example", "https://A.example/"}) {
    EXPECT_TRUE(covers(resource, server)) << resource;
  }
  for (const char* resource :
       {"https://b.example/x/mcp", "http://a.example/x/mcp", "https://a.example:8443/x/mcp",
        "https://a.example/x/mc", "https://a.example/x/mcp/y", "https://user@a.example/x", ""}) {
    EXPECT_FALSE(covers(resource, server)) << resource;
  }
}

TEST(Address, IsPublicOrNot) {
  for (const char* address : {"1.1.1.1", "8.8.8.8", "172.32.0.1", "192.169.0.1", "100.128.0.1",
                              "223.255.255.255", "2606:4700::1111", "2a00::1", "::ffff:1.1.1.1"}) {
    EXPECT_TRUE(http::client::is_public_address(address)) << address;
  }
  for (const char* address : {"0.0.0.0",
                              "10.0.0.1",
                              "100.64.0.1",
                              "127.0.0.1",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.168.1.1",
                              "198.18.0.1",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "fe80::1",
                              "fc00::1",
                              "fd00:ec2::254",
                              "ff02::1",
                              "::ffff:10.0.0.1",
                              "2001:db8::1",
                              "64:ff9b::a00:1",
                              "2002:a00:1::",
                              "::127.0.0.1",
                              "name.example",
                              "",
                              "1.1.1"}) {
    EXPECT_FALSE(http::client::is_public_address(address)) << address;
  }
}

TEST(Scopes, AreUnitedInOrderAndOnce) {
  EXPECT_EQ(to_scopes(" a  b a "), (Scopes{"a", "b"}));
  EXPECT_EQ(to_scopes(""), Scopes{});
  EXPECT_EQ(joined(united({"b"}, {"a", "b", "c"})), "b a c");
  EXPECT_TRUE(includes({"a", "b"}, {"b"}));
  EXPECT_TRUE(includes({}, {}));
  EXPECT_FALSE(includes({"a"}, {"a", "b"}));
}

TEST(Form, IsEncodedAndDecoded) {
  const Form form = {{"resource", "https://a.example/x?y=z&w"}, {"scope", "a b"}, {"e", ""}};
  const std::string text = encode_form(form);
  EXPECT_EQ(text, "resource=https%3A%2F%2Fa.example%2Fx%3Fy%3Dz%26w&scope=a%20b&e=");
  const auto decoded = decode_form(text);
  for (const auto& [name, value] : form) EXPECT_EQ(decoded.at(name), value);
  EXPECT_EQ(decode_form("a=1+2&a=3&b&=c&&d=%2B").at("a"), "1 2");
  EXPECT_EQ(decode_form("d=%2B&b").at("d"), "+");
  EXPECT_EQ(decode_form("b").at("b"), "");
}

TEST(Query, IsAddedToTheUrl) {
  EXPECT_EQ(with_query("https://a.example/x", {{"a", "1"}}), "https://a.example/x?a=1");
  EXPECT_EQ(with_query("https://a.example/x?b=2#c", {{"a", "1"}}), "https://a.example/x?b=2&a=1");
}

TEST(Metadata, OfAServerWithoutAuthenticationMethodsMeansBasic) {
  const auto server =
      to_server_metadata({{"issuer", "https://a"}, {"token_endpoint", "https://a/t"}});
  ASSERT_TRUE(server);
  EXPECT_TRUE(server->supports("client_secret_basic"));
  EXPECT_FALSE(server->supports("none"));
  EXPECT_FALSE(server->supports_pkce_s256);
}

TEST(Metadata, WithMembersOfWrongTypesIsReadAsIfTheyWereMissing) {
  const auto server = to_server_metadata({{"issuer", "https://a"},
                                          {"token_endpoint", "https://a/t"},
                                          {"scopes_supported", "a b"},
                                          {"code_challenge_methods_supported", {1, "plain"}},
                                          {"registration_endpoint", 7}});
  ASSERT_TRUE(server);
  EXPECT_TRUE(server->scopes_supported.empty());
  EXPECT_FALSE(server->supports_pkce_s256);
  EXPECT_TRUE(server->registration_endpoint.empty());
  EXPECT_FALSE(to_server_metadata({{"issuer", "https://a"}}));
  EXPECT_FALSE(to_resource_metadata({{"resource", "https://a"}}));
  EXPECT_FALSE(to_resource_metadata({{"authorization_servers", {"https://a"}}}));
}

}  // namespace
}  // namespace mcp::oauth

// Well-known documents of any content are read or rejected; what is read can be used.

#include "fuzz.hpp"
#include "http_client/url.hpp"
#include "json/parse.hpp"
#include "oauth/metadata.hpp"
#include "oauth/well_known.hpp"

namespace {

void use_urls(const std::string& text) {
  using namespace mcp::oauth;
  for (const auto& url : server_metadata_urls(text))
    require(mcp::http::client::parse_url(url).has_value());
  for (const auto& url : resource_metadata_urls(text))
    require(mcp::http::client::parse_url(url).has_value());
  (void)canonical_server_url(text);
  // Nothing covers a server of another origin.
  const auto url = mcp::http::client::parse_url(text);
  const auto server = mcp::http::client::parse_url("https://mcp.example/mcp");
  if (covers(text, "https://mcp.example/mcp")) require(url && url->origin() == server->origin());
}

}  // namespace

void fuzz(std::string_view input) {
  using namespace mcp::oauth;
  use_urls(std::string(input.substr(0, input.find('\0'))));
  const auto document = mcp::json::parse(input);
  if (!document) return;
  if (const auto resource = to_resource_metadata(*document)) {
    require(!resource->resource.empty() && !resource->authorization_servers.empty());
    use_urls(resource->resource);
  }
  if (const auto server = to_server_metadata(*document)) {
    require(!server->issuer.empty() && !server->token_endpoint.empty());
    use_urls(server->issuer);
  }
}

#include "oauth/well_known.hpp"

#include <string_view>

#include "http_client/url.hpp"

namespace mcp::oauth {
namespace {

constexpr std::string_view well_known = "/.well-known/";

std::string without_slash_at_end(std::string path) {
  if (path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace

std::vector<std::string> resource_metadata_urls(const std::string& server_url) {
  const auto url = http::client::parse_url(server_url);
  if (!url) return {};
  const std::string root = url->origin() + std::string(well_known) + "oauth-protected-resource";
  const std::string path = without_slash_at_end(url->path);
  if (path.empty()) return {root};
  return {root + path, root};
}

std::vector<std::string> server_metadata_urls(const std::string& issuer) {
  const auto url = http::client::parse_url(issuer);
  if (!url || url->has_user) return {};
  const std::string path = without_slash_at_end(url->path);
  const std::string root = url->origin() + std::string(well_known);
  std::vector<std::string> urls = {root + "oauth-authorization-server" + path,
                                   root + "openid-configuration" + path};
  if (!path.empty()) urls.push_back(url->origin() + path + "/.well-known/openid-configuration");
  return urls;
}

std::string canonical_server_url(const std::string& server_url) {
  const auto url = http::client::parse_url(server_url);
  return url ? url->origin() + without_slash_at_end(url->path) : server_url;
}

bool covers(const std::string& resource, const std::string& server_url) {
  const auto wide = http::client::parse_url(resource);
  const auto url = http::client::parse_url(server_url);
  if (!wide || !url || wide->has_user || wide->origin() != url->origin()) return false;
  const std::string above = without_slash_at_end(wide->path);
  const std::string path = without_slash_at_end(url->path);
  return path == above || path.starts_with(above + "/");
}

}  // namespace mcp::oauth

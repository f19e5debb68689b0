#include "oauth/discovery.hpp"

#include <utility>
#include <vector>

#include "http_client/url.hpp"
#include "json/parse.hpp"
#include "oauth/authorization_error.hpp"
#include "oauth/quotable.hpp"
#include "oauth/well_known.hpp"

namespace mcp::oauth {
namespace {

constexpr int ok_status = 200;

/// The JSON document at a URL; empty when the server has none there (an error status of the
/// client's kind, or content that is not a JSON object). Throws when the server fails.
std::optional<Json> document_at(Fetcher& fetcher, const std::string& url,
                                const std::stop_token& stop) {
  const HttpReply reply = fetcher.get(url, stop);
  if (reply.status() / 100 == 5) {
    throw authorization_error("HTTP " + std::to_string(reply.status()) + " from " + quotable(url) +
                              "; try again later");
  }
  if (reply.status() != ok_status) return std::nullopt;
  auto document = json::parse(reply.body);
  if (!document || !document->is_object()) return std::nullopt;
  return *std::move(document);
}

ResourceMetadata checked_resource(const Json& document, const std::string& url,
                                  const std::string& server_url) {
  auto metadata = to_resource_metadata(document);
  if (!metadata) throw authorization_error(std::string(metadata.error().what()) + " (" + url + ')');
  if (!covers(metadata->resource, server_url)) {
    throw authorization_error("The protected resource metadata at " + url +
                              " is for another server, `" + quotable(metadata->resource) +
                              "`, so its authorization server cannot be trusted");
  }
  return *std::move(metadata);
}

}  // namespace

std::optional<ResourceMetadata> find_resource(Fetcher& fetcher, const std::string& server_url,
                                              const std::string& named,
                                              const std::stop_token& stop) {
  if (!named.empty()) {
    const auto document = document_at(fetcher, named, stop);
    if (!document)
      throw authorization_error("There is no protected resource metadata at " + quotable(named));
    return checked_resource(*document, named, server_url);
  }
  for (const auto& url : resource_metadata_urls(server_url)) {
    if (const auto document = document_at(fetcher, url, stop)) {
      return checked_resource(*document, url, server_url);
    }
  }
  return std::nullopt;
}

// A document with another issuer must not be used; one of the next URLs may be right.
ServerMetadata find_server(Fetcher& fetcher, const std::string& issuer,
                           const std::stop_token& stop) {
  std::string problem;
  for (const auto& url : server_metadata_urls(issuer)) {
    const auto document = document_at(fetcher, url, stop);
    if (!document) continue;
    auto metadata = to_server_metadata(*document);
    if (!metadata) {
      problem = std::string(metadata.error().what()) + " (" + url + ')';
    } else if (metadata->issuer != issuer) {
      problem = "The authorization server metadata at " + url + " has the issuer `" +
                quotable(metadata->issuer) + "` instead of `" + issuer + '`';
    } else {
      return *std::move(metadata);
    }
  }
  throw authorization_error(problem.empty()
                                ? "There is no authorization server metadata for " + issuer
                                : std::move(problem));
}

ServerMetadata find_server_at_origin(Fetcher& fetcher, const std::string& server_url,
                                     const std::stop_token& stop) {
  const auto url = http::client::parse_url(server_url);
  if (!url) throw authorization_error("Not an http or https URL: " + server_url);
  const std::string issuer = url->origin();
  const auto document =
      document_at(fetcher, issuer + "/.well-known/oauth-authorization-server", stop);
  if (!document) return default_endpoints(issuer);
  auto metadata = to_server_metadata(*document);
  if (!metadata) throw std::move(metadata).error();
  if (metadata->issuer != issuer && metadata->issuer != issuer + '/') {
    throw authorization_error("The authorization server metadata of " + issuer +
                              " has the issuer `" + quotable(metadata->issuer) + '`');
  }
  return *std::move(metadata);
}

}  // namespace mcp::oauth

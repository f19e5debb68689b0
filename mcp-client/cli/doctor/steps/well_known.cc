#include <algorithm>

#include "doctor/steps/step.hpp"
#include "http/loopback.hpp"
#include "json/members.hpp"
#include "json/parse.hpp"
#include "mcp/error.hpp"
#include "text/ascii.hpp"

namespace mcp::cli::doctor {
namespace {

/// Fetches documents, and notes what came of each.
class Documents {
 public:
  Documents(HttpClient& client, Milliseconds patience) : client_(client), patience_(patience) {}

  /// The JSON object at the URL; null: there is none.
  Json fetch(const std::string& url) {
    const HttpReply reply = client_.ask({.url = url,
                                         .method = "GET",
                                         .headers = {{"Accept", "application/json"}},
                                         .patience = patience_});
    took += reply.took;
    if (!reply.head || reply.head->status != 200) return nullptr;
    auto document = json::parse(reply.body);
    if (!document || !document->is_object()) return nullptr;
    found += (found.empty() ? "" : ", ") + url;
    return *std::move(document);
  }

  std::string found;
  Milliseconds took{0};

 private:
  HttpClient& client_;
  const Milliseconds patience_;
};

// The value of a parameter of WWW-Authenticate, with or without quotes.
std::string parameter(const std::string& header, const std::string& name) {
  const auto at = ascii::lower(header).find(name + "=");
  if (at == header.npos) return {};
  const std::string rest = header.substr(at + name.size() + 1);
  if (rest.starts_with('"')) return rest.substr(1, rest.find('"', 1) - 1);
  return rest.substr(0, rest.find_first_of(", "));
}

// A document may name an address that is meant for nobody: only https, or this machine when the
// server is there itself.
bool may_fetch(const std::string& url, const UrlParts& server) {
  try {
    const UrlParts parts = parse_url(url);
    if (parts.origin == server.origin) return true;
    if (http::is_loopback(parts.host)) return http::is_loopback(server.host);
    return parts.is_tls();
  } catch (const Error&) {
    return false;
  }
}

void look_for_resource(Documents& documents, const UrlParts& url, AuthEvidence& auth) {
  const std::string well_known = url.origin + "/.well-known/oauth-protected-resource";
  std::vector<std::string> candidates;
  if (auth.refusal) {
    const std::string named =
        parameter(auth.refusal->header("www-authenticate"), "resource_metadata");
    if (!named.empty() && may_fetch(named, url)) candidates.push_back(named);
  }
  if (url.path != "/") candidates.push_back(well_known + url.path);
  candidates.push_back(well_known);
  for (const auto& candidate : candidates) {
    auth.resource = documents.fetch(candidate);
    if (!auth.resource.is_object()) continue;
    auth.resource_url = candidate;
    return;
  }
}

void look_for_server(Documents& documents, const UrlParts& url, AuthEvidence& auth) {
  const Json& servers = member(auth.resource, "authorization_servers");
  if (!servers.is_array() || servers.empty() || !servers[0].is_string()) return;
  auth.authorization_server = servers[0].get<std::string>();
  if (!may_fetch(auth.authorization_server, url)) return;
  auth.authorization_fetched = true;
  const UrlParts issuer = parse_url(auth.authorization_server);
  const std::string base = issuer.origin + "/.well-known/";
  const std::string path = issuer.path == "/" ? "" : issuer.path;
  for (const std::string& candidate :
       {base + "oauth-authorization-server" + path, base + "openid-configuration" + path,
        issuer.origin + path + "/.well-known/openid-configuration"}) {
    auth.authorization_metadata = documents.fetch(candidate);
    if (auth.authorization_metadata.is_object()) return;
  }
}

}  // namespace

Step look_for_documents(HttpClient& client, const UrlParts& url, Milliseconds patience,
                        AuthEvidence& auth) {
  Step step{.id = "well-known", .title = "Documents about authorization"};
  Documents documents(client, patience);
  look_for_resource(documents, url, auth);
  look_for_server(documents, url, auth);
  if (!auth.resource.is_object()) {
    // Servers of older revisions are their own authorization servers.
    documents.fetch(url.origin + "/.well-known/oauth-authorization-server");
  }
  step.detail = documents.found.empty() ? "none" : documents.found;
  step.took = documents.took;
  return step;
}

Step explain_authorization(const AuthEvidence& auth, bool sent_token) {
  Step step{.id = "authorization", .title = "Authorization"};
  if (!auth.refusal) {
    step.detail = sent_token ? "the server accepts the headers" : "not required";
    return step;
  }
  step.status = Step::Status::failed;
  step.detail = "HTTP status " + std::to_string(auth.refusal->status);
  const std::string challenge = auth.refusal->header("www-authenticate");
  if (!challenge.empty()) step.detail += ", WWW-Authenticate: " + challenge;
  step.advice = sent_token ? "The server rejects the token: it may have expired, or be for another "
                             "server."
                           : "Send a token with --header-file FILE, which contains "
                             "'Authorization: Bearer TOKEN'.";
  return step;
}

}  // namespace mcp::cli::doctor

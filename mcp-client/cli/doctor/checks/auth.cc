#include "doctor/checks/groups.hpp"
#include "doctor/judge.hpp"
#include "json/members.hpp"
#include "text/ascii.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr const char* no_document = "no protected resource metadata was found";
constexpr const char* no_login = "the server requires no authorization";

Outcome discoverable(const Evidence& evidence) {
  const AuthEvidence& auth = evidence.auth;
  if (!auth.refusal) return skipped(no_login);
  if (auth.resource.is_object()) return passed();
  return failed(
      "protected resource metadata, in `resource_metadata` of WWW-Authenticate or at "
      "/.well-known/oauth-protected-resource",
      "WWW-Authenticate: " + quoted(auth.refusal->header("www-authenticate")));
}

Outcome challenge(const Evidence& evidence) {
  const AuthEvidence& auth = evidence.auth;
  if (!auth.refusal) return skipped(no_login);
  const std::string header = auth.refusal->header("www-authenticate");
  if (!header.empty()) return passed();
  return failed("a header WWW-Authenticate", "there is none");
}

Outcome challenge_scope(const Evidence& evidence) {
  const AuthEvidence& auth = evidence.auth;
  if (!auth.refusal) return skipped(no_login);
  const std::string header = auth.refusal->header("www-authenticate");
  if (header.empty()) return skipped("no WWW-Authenticate");
  if (ascii::lower(header).find("scope=") != header.npos) return passed();
  return failed("a parameter `scope`", quoted(header));
}

Outcome servers_listed(const Evidence& evidence) {
  const Json& document = evidence.auth.resource;
  if (!document.is_object()) return skipped(no_document);
  const Json& servers = member(document, "authorization_servers");
  if (servers.is_array() && !servers.empty() && servers[0].is_string()) return passed();
  return failed("`authorization_servers` with at least one URL", quoted(document));
}

// RFC 9728 section 3.3: clients must not use a document that names another resource.
Outcome resource_matches(const Evidence& evidence) {
  const Json& document = evidence.auth.resource;
  if (!document.is_object()) return skipped(no_document);
  const std::string resource = text_in(document, "resource");
  const std::string target = evidence.target.substr(0, evidence.target.find_first_of("?#"));
  const auto without_slash = [](std::string text) {
    while (text.ends_with('/')) text.pop_back();
    return ascii::lower(text);
  };
  if (!resource.empty() && without_slash(target).starts_with(without_slash(resource))) {
    return passed();
  }
  return failed("`resource` is " + quoted(target) + ", or its origin", quoted(resource));
}

Outcome no_offline_access(const Evidence& evidence) {
  const AuthEvidence& auth = evidence.auth;
  const bool in_document =
      to_text(member(auth.resource, "scopes_supported")).find("offline_access") !=
      std::string::npos;
  const bool in_header =
      auth.refusal &&
      auth.refusal->header("www-authenticate").find("offline_access") != std::string::npos;
  if (!auth.refusal && !auth.resource.is_object()) return skipped(no_login);
  if (!in_document && !in_header) return passed();
  return failed("no scope `offline_access`",
                in_header ? "it is in WWW-Authenticate" : "it is in `scopes_supported`");
}

Outcome server_discoverable(const Evidence& evidence) {
  const AuthEvidence& auth = evidence.auth;
  if (!auth.authorization_fetched) return skipped("no authorization server was asked");
  if (auth.authorization_metadata.is_object()) return passed();
  return failed("metadata as in RFC 8414 or OpenID Connect Discovery",
                "none of " + quoted(auth.authorization_server));
}

Outcome issuer_matches(const Evidence& evidence) {
  const AuthEvidence& auth = evidence.auth;
  if (!auth.authorization_metadata.is_object()) return skipped("no metadata was found");
  const std::string issuer = text_in(auth.authorization_metadata, "issuer");
  if (issuer == auth.authorization_server) return passed();
  return failed("`issuer` " + quoted(auth.authorization_server), quoted(issuer));
}

Outcome pkce(const Evidence& evidence) {
  const AuthEvidence& auth = evidence.auth;
  if (!auth.authorization_metadata.is_object()) return skipped("no metadata was found");
  const Json& methods = member(auth.authorization_metadata, "code_challenge_methods_supported");
  if (to_text(methods).find("\"S256\"") != std::string::npos) return passed();
  return failed("`code_challenge_methods_supported` with S256", quoted(methods));
}

constexpr const char* page = "basic/authorization/index";
constexpr const char* discovery = "basic/authorization/authorization-server-discovery";
constexpr const char* security = "basic/authorization/security-considerations";
constexpr const char* old_page = "basic/authorization";

constexpr Check checks[] = {
    {"auth.discoverable",
     "Clients can find the authorization server",
     Level::must,
     Over::http,
     {discovery, "Protected Resource Metadata Discovery Requirements",
      "basic.authorization.authorization-server-discovery-05"},
     {old_page, "Protected Resource Metadata Discovery Requirements", "basic.authorization-14", 2},
     "Serve /.well-known/oauth-protected-resource and name it in WWW-Authenticate.",
     discoverable},
    {"auth.challenge",
     "A refusal has WWW-Authenticate",
     Level::must,
     Over::http,
     {page, "Token Handling", "basic.authorization-43"},
     {old_page, "Token Handling", "basic.authorization-59", 2},
     "Send WWW-Authenticate: Bearer resource_metadata=\"...\" with 401.",
     challenge},
    {"auth.challenge-scope",
     "The challenge names the scopes",
     Level::should,
     Over::http,
     {page, "Scope Selection Strategy", "basic.authorization-14"},
     {old_page, "Protected Resource Metadata Discovery Requirements", "basic.authorization-16", 3},
     "Add scope=\"...\" to WWW-Authenticate.",
     challenge_scope},
    {"auth.servers-listed",
     "The metadata lists authorization servers",
     Level::must,
     Over::http,
     {discovery, "Authorization Server Location",
      "basic.authorization.authorization-server-discovery-02"},
     {old_page, "Authorization Server Location", "basic.authorization-13", 2},
     "Add `authorization_servers` to the document.",
     servers_listed},
    {"auth.resource-matches",
     "The metadata is about this server",
     Level::must,
     Over::http,
     {page, "Overview", "basic.authorization-08"},
     {old_page, "Overview", "basic.authorization-08", 2},
     "Set `resource` to the URL of the server (RFC 9728 section 3.3).",
     resource_matches},
    {"auth.no-offline-access",
     "The server does not request offline_access",
     Level::should,
     Over::http,
     {page, "Refresh Tokens", "basic.authorization-52"},
     {},
     "Remove `offline_access`: clients request it themselves.",
     no_offline_access},
    {"auth.server-metadata",
     "The authorization server has metadata",
     Level::must,
     Over::http,
     {page, "Overview", "basic.authorization-10"},
     {old_page, "Overview", "basic.authorization-10", 3},
     "Serve /.well-known/oauth-authorization-server or /.well-known/openid-configuration.",
     server_discoverable},
    {"auth.issuer",
     "The issuer is the URL of the authorization server",
     Level::must,
     Over::http,
     {discovery, "Authorization Server Metadata Discovery",
      "basic.authorization.authorization-server-discovery-11"},
     {},
     "Make `issuer` and the entry in `authorization_servers` the same, byte for byte.",
     issuer_matches},
    {"auth.pkce",
     "The authorization server supports PKCE with S256",
     Level::must,
     Over::http,
     {security, "Authorization Code Protection", "basic.authorization.security-considerations-17"},
     {},
     "Add `code_challenge_methods_supported` with S256: clients must refuse without it.",
     pkce},
};

}  // namespace

std::span<const Check> auth_checks() {
  return checks;
}

}  // namespace mcp::cli::doctor

#include "oauth/metadata.hpp"

#include <algorithm>

#include "json/members.hpp"
#include "oauth/authorization_error.hpp"

namespace mcp::oauth {
namespace {

constexpr std::size_t max_items = 1'000;

std::vector<std::string> texts_in(const Json& object, const char* name) {
  std::vector<std::string> texts;
  const Json& list = member(object, name);
  if (!list.is_array()) return texts;
  for (const auto& item : list) {
    if (item.is_string() && texts.size() < max_items) texts.push_back(item.get<std::string>());
  }
  return texts;
}

bool flag_in(const Json& object, const char* name) {
  const Json& value = member(object, name);
  return value.is_boolean() && value.get<bool>();
}

bool lists(const std::vector<std::string>& list, std::string_view item) {
  return std::ranges::find(list, item) != list.end();
}

Error missing(const std::string& document, const char* name) {
  return authorization_error(document + " has no `" + name + '`');
}

}  // namespace

bool ServerMetadata::supports(std::string_view token_auth_method) const {
  if (token_auth_methods.empty()) return token_auth_method == "client_secret_basic";
  return lists(token_auth_methods, token_auth_method);
}

Result<ResourceMetadata> to_resource_metadata(const Json& document) {
  ResourceMetadata metadata{.resource = text_in(document, "resource"),
                            .authorization_servers = texts_in(document, "authorization_servers")};
  const std::string name = "The protected resource metadata";
  if (metadata.resource.empty()) return missing(name, "resource");
  if (metadata.authorization_servers.empty()) return missing(name, "authorization_servers");
  if (member(document, "scopes_supported").is_array()) {
    metadata.scopes_supported = texts_in(document, "scopes_supported");
  }
  metadata.dpop_bound = flag_in(document, "dpop_bound_access_tokens_required") ||
                        !texts_in(document, "dpop_signing_alg_values_supported").empty();
  return metadata;
}

Result<ServerMetadata> to_server_metadata(const Json& document) {
  ServerMetadata metadata{
      .issuer = text_in(document, "issuer"),
      .authorization_endpoint = text_in(document, "authorization_endpoint"),
      .token_endpoint = text_in(document, "token_endpoint"),
      .registration_endpoint = text_in(document, "registration_endpoint"),
      .revocation_endpoint = text_in(document, "revocation_endpoint"),
      .scopes_supported = texts_in(document, "scopes_supported"),
      .token_auth_methods = texts_in(document, "token_endpoint_auth_methods_supported"),
      .token_auth_algorithms =
          texts_in(document, "token_endpoint_auth_signing_alg_values_supported"),
      .dpop_algorithms = texts_in(document, "dpop_signing_alg_values_supported"),
      .supports_pkce_s256 = lists(texts_in(document, "code_challenge_methods_supported"), "S256"),
      .returns_issuer = flag_in(document, "authorization_response_iss_parameter_supported"),
      .fetches_client_metadata = flag_in(document, "client_id_metadata_document_supported")};
  const std::string name = "The authorization server metadata";
  if (metadata.issuer.empty()) return missing(name, "issuer");
  if (metadata.token_endpoint.empty()) return missing(name, "token_endpoint");
  return metadata;
}

ServerMetadata default_endpoints(const std::string& base_url) {
  return {.issuer = base_url,
          .authorization_endpoint = base_url + "/authorize",
          .token_endpoint = base_url + "/token",
          .registration_endpoint = base_url + "/register",
          .token_auth_methods = {"client_secret_basic", "client_secret_post", "none"},
          .supports_pkce_s256 = true};
}

}  // namespace mcp::oauth

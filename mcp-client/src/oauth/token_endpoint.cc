#include "oauth/token_endpoint.hpp"
#include "oauth/authorization_error.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "json/members.hpp"
#include "json/parse.hpp"
#include "oauth/server_error.hpp"
#include "text/ascii.hpp"
#include "text/percent.hpp"

namespace mcp::oauth {
namespace {

constexpr std::chrono::seconds assertion_lifetime(60);
constexpr std::string_view removed = "[removed]";
constexpr const char* form_type = "application/x-www-form-urlencoded";

// The client's own assertion: RFC 7523 section 3.
std::string client_assertion(const ClientRegistration& client, const std::string& issuer) {
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
      std::chrono::system_clock::now().time_since_epoch());
  return client.key->sign({{"typ", "JWT"}}, {{"iss", client.client_id},
                                             {"sub", client.client_id},
                                             {"aud", issuer},
                                             {"jti", to_base64url(random_bytes(16))},
                                             {"iat", now.count()},
                                             {"exp", (now + assertion_lifetime).count()}});
}

// Some servers send the number as a string.
std::optional<std::chrono::seconds> lifetime_in(const Json& body) {
  if (const auto count = count_in(body, "expires_in")) return std::chrono::seconds(*count);
  const auto text = view_in(body, "expires_in");
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (text.empty() || error != std::errc() || count < 0) return std::nullopt;
  return std::chrono::seconds(count);
}

// A token becomes part of a header field.
bool is_visible(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

Json body_of(const HttpReply& reply) {
  auto body = json::parse(reply.body);
  return body ? *std::move(body) : Json();
}

// Some servers report errors with a status of success.
bool is_error(const HttpReply& reply) {
  return !reply.head.is_success() || !text_in(body_of(reply), "error").empty();
}

TokenResponse to_token_response(const HttpReply& reply) {
  if (is_error(reply)) {
    throw server_error("The authorization server refused the token request", reply);
  }
  const Json body = body_of(reply);
  TokenResponse tokens{.access_token = text_in(body, "access_token"),
                       .token_type = ascii::lower(text_in(body, "token_type")),
                       .refresh_token = text_in(body, "refresh_token"),
                       .expires_in = lifetime_in(body)};
  if (member(body, "scope").is_string()) tokens.scope = text_in(body, "scope");
  if (tokens.access_token.empty() || !is_visible(tokens.access_token)) {
    throw authorization_error(
        "The authorization server's token response has no usable `access_token`");
  }
  return tokens;
}

// A server may repeat in its error what it was sent, but errors are shown and logged.
void remove_secrets(std::string& text, const Form& sent) {
  constexpr std::array secret = {"assertion",     "client_assertion", "client_secret", "code",
                                 "code_verifier", "refresh_token",    "subject_token", "token"};
  for (const auto& [name, value] : sent) {
    if (value.empty() || std::ranges::find(secret, name) == secret.end()) continue;
    for (auto at = text.find(value); at != text.npos; at = text.find(value, at)) {
      text.replace(at, value.size(), removed);
      at += removed.size();
    }
  }
}

bool wants_nonce(const HttpReply& reply) {
  return reply.status() / 100 == 4 && text_in(body_of(reply), "error") == "use_dpop_nonce";
}

}  // namespace

TokenResponse TokenEndpoint::request(const Form& form, const std::stop_token& stop) {
  return to_token_response(post(server_.token_endpoint, form, stop));
}

void TokenEndpoint::revoke(const std::string& token, const std::string& kind,
                           const std::stop_token& stop) {
  const HttpReply reply =
      post(server_.revocation_endpoint, {{"token", token}, {"token_type_hint", kind}}, stop);
  if (reply.head.is_success()) return;
  const auto error = server_error("The authorization server did not revoke the token", reply);
  // Section 2.2.1: for example a signed access token, which ends with its lifetime.
  if (code_of(error) != "unsupported_token_type") throw error;
}

// A server that requires a nonce is asked a second time, with the nonce: RFC 9449 section 8.
HttpReply TokenEndpoint::post(const std::string& url, const Form& form,
                              const std::stop_token& stop) {
  for (bool repeated = false;; repeated = true) {
    Form complete = form;
    http::client::Headers headers;
    authenticate(complete, headers);
    if (key_) headers.emplace_back("DPoP", dpop_proof(*key_, "POST", url, nonces_.of(url)));
    HttpReply reply = fetcher_.post(url, form_type, encode_form(complete), headers, stop);
    nonces_.learn(url, reply.head.header("dpop-nonce"));
    if (key_ && !repeated && wants_nonce(reply)) continue;
    if (is_error(reply)) remove_secrets(reply.body, complete);
    return reply;
  }
}

void TokenEndpoint::authenticate(Form& form, http::client::Headers& headers) const {
  const std::string method = token_auth_method(client_, server_);
  if (method == "client_secret_basic") {
    // RFC 6749 section 2.3.1: both are form-encoded first.
    const std::string pair =
        percent_encoded(client_.client_id) + ':' + percent_encoded(client_.client_secret);
    headers.emplace_back("Authorization", "Basic " + to_base64(pair));
    return;
  }
  if (!client_.client_id.empty()) form.emplace_back("client_id", client_.client_id);
  if (method == "client_secret_post") {
    form.emplace_back("client_secret", client_.client_secret);
  } else if (method == "private_key_jwt") {
    form.emplace_back("client_assertion_type",
                      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.emplace_back("client_assertion", client_assertion(client_, server_.issuer));
  }
}

}  // namespace mcp::oauth

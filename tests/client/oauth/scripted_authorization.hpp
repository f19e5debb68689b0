#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "client/http_scripts.hpp"
#include "mcp/client/oauth.hpp"
#include "oauth/form.hpp"
#include "runtime/pause.hpp"

/// A scripted MCP server that requires tokens, with its authorization server at the same origin.
/// All secrets in it begin with "secret-".
namespace mcp::test {

constexpr const char* resource_metadata_page = "/.well-known/oauth-protected-resource/mcp";
constexpr const char* server_metadata_page = "/.well-known/oauth-authorization-server";

inline std::string origin_of(const HttpCall& call) {
  return "http://" + call.header("host");
}

inline Json resource_metadata(const HttpCall& call) {
  return {{"resource", origin_of(call) + "/mcp"},
          {"authorization_servers", {origin_of(call)}},
          {"scopes_supported", {"read"}}};
}

inline Json server_metadata(const HttpCall& call) {
  const std::string origin = origin_of(call);
  return {{"issuer", origin},
          {"authorization_endpoint", origin + "/authorize"},
          {"token_endpoint", origin + "/token"},
          {"registration_endpoint", origin + "/register"},
          {"token_endpoint_auth_methods_supported", {"none"}},
          {"code_challenge_methods_supported", {"S256"}}};
}

/// The script. Copies share their state.
class ScriptedAuthorization {
 public:
  using Pages = std::map<std::string, Script>;

  /// `pages` replace the usual ones, by path.
  explicit ScriptedAuthorization(Pages pages = {}, Script server = {})
      : state_(std::make_shared<State>()) {
    state_->pages = std::move(pages);
    state_->server = server ? std::move(server)
                            : modern({{"tools/call", [](const HttpCall& call) {
                                         return json_answer(result_of(call, text_result("done")));
                                       }}});
  }

  HttpAnswer operator()(const HttpCall& call) const {
    const auto page = state_->pages.find(call.path);
    if (page != state_->pages.end()) return page->second(call);
    if (call.path == "/mcp") return is_valid(call) ? state_->server(call) : rejection(call);
    if (call.path == resource_metadata_page) return json_answer(resource_metadata(call));
    if (call.path == server_metadata_page) return json_answer(server_metadata(call));
    if (call.path == "/register") return json_answer({{"client_id", "registered"}}, 201);
    if (call.path == "/token") return json_answer(new_tokens());
    return status_answer(404);
  }

  /// A token response. The tokens before are not valid any more.
  Json new_tokens() const {
    const std::string number = std::to_string(++state_->issued);
    state_->valid = true;
    return {{"access_token", "secret-access-" + number},
            {"token_type", "Bearer"},
            {"expires_in", 3600},
            {"refresh_token", "secret-refresh-" + number}};
  }
  bool is_valid(const HttpCall& call) const {
    return state_->valid &&
           call.header("authorization") == "Bearer secret-access-" + std::to_string(state_->issued);
  }
  void expire() const { state_->valid = false; }

  static HttpAnswer rejection(const HttpCall& call) {
    auto answer = status_answer(401);
    answer.headers["WWW-Authenticate"] =
        "Bearer resource_metadata=\"" + origin_of(call) + resource_metadata_page + '"';
    return answer;
  }

 private:
  struct State {
    Pages pages;
    Script server;
    std::atomic<int> issued = 0;
    std::atomic<bool> valid = false;
  };

  std::shared_ptr<State> state_;
};

/// A user who logs in at once, or does what `act` says. Counts the logins.
class ScriptedUser final : public UserAgent {
 public:
  using Act = std::function<std::string(const std::string& url, const std::stop_token& stop)>;

  explicit ScriptedUser(Act act = {}) : act_(std::move(act)) {}

  std::string redirect_uri(const std::string&) override { return "http://127.0.0.1:1/callback"; }
  std::string authorize(const std::string& url, const std::stop_token& stop) override {
    ++logins;
    return act_ ? act_(url, stop) : response_to(url);
  }

  static std::string response_to(const std::string& url) {
    return oauth::encode_form(
        {{"code", "secret-code"},
         {"state", oauth::decode_form(url.substr(url.find('?') + 1)).at("state")}});
  }
  /// Waits until the login is cancelled.
  static std::string wait_for_stop(const std::string&, const std::stop_token& stop) {
    (void)pause_for(patience, stop);
    throw Error(ErrorCode::request_cancelled, "Cancelled");
  }

  std::atomic<int> logins = 0;

 private:
  const Act act_;
};

inline std::shared_ptr<TokenProvider> provider_for(const HttpServer& server,
                                                   std::shared_ptr<UserAgent> user,
                                                   std::shared_ptr<CredentialStore> store = {}) {
  return oauth_provider({.server_url = server.url(),
                         .grant = AuthorizationCodeGrant{.user_agent = std::move(user)},
                         .store = std::move(store)});
}

inline Client connect_with(const HttpServer& server, std::shared_ptr<TokenProvider> tokens,
                           ClientOptions options = {.era = Era::modern}) {
  return connect_http(server, std::move(options),
                      {.url = server.url(), .tokens = std::move(tokens)});
}

}  // namespace mcp::test

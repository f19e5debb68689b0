// The addresses below /servers and /oauth: the state of the MCP servers, and logins at them.

#include "bridge/gateway/either_stop.hpp"
#include "bridge/gateway/login_page.hpp"
#include "bridge/gateway/rest.hpp"
#include "bridge/gateway/rest_replies.hpp"
#include "bridge/gateway/shown.hpp"

namespace mcp::bridge {
namespace {

HttpReply no_login(const std::string& server) {
  return error_reply(404, BridgeError::not_found,
                     "There is no server `" + server + "` at which you can log in.");
}

}  // namespace

// Handles /servers, /servers/{name}/login and /servers/{name}/logout.
HttpReply Rest::servers(const HttpCall& call, const Words& words) const {
  const Services& services = parts_.sessions.services();
  if (words.size() == 1) {
    if (call.method != "GET") return wrong_method("GET");
    return json_reply({{"servers", shown_servers(services)}});
  }
  if (words.size() != 3 || (words[2] != "login" && words[2] != "logout")) return not_found();
  if (call.method != "POST") return wrong_method("POST");
  const EitherStop stop(parts_.stop, call.left);
  if (words[2] == "logout") {
    return services.servers.log_out(words[1], stop.token()) ? HttpReply{.status = 204}
                                                            : no_login(words[1]);
  }
  const auto status = services.servers.log_in(words[1], stop.token());
  if (!status) return no_login(words[1]);
  if (status->state == ServerState::failed) {
    return error_reply(502, BridgeError::tool_error, screen().redacted(status->error));
  }
  return json_reply({{"server", shown_server(*status, services)}});
}

// Needs no token: the browser comes from the page of an authorization server. It counts only with
// the `state` of a login that waits for it, which nobody can guess.
HttpReply Rest::oauth(const HttpCall& call) const {
  if (call.method != "GET") return wrong_method("GET");
  if (call.path != "/oauth/callback") {
    return login_page(call.path.substr(call.path.rfind('/') + 1), call.accept_language);
  }
  const auto state = call.query.find("state");
  const LoginResult result = parts_.sessions.services().servers.finish_login(
      state == call.query.end() ? std::string() : state->second, call.raw_query, parts_.stop);
  switch (result) {
    case LoginResult::finished:
      return to_login_page("done");
    case LoginResult::failed:
      return to_login_page("failed");
    case LoginResult::running:
      return to_login_page("received");
    case LoginResult::unknown:
      break;
  }
  return login_page("", call.accept_language);
}

}  // namespace mcp::bridge

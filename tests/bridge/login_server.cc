#include "bridge/login_server.hpp"

#include <httplib.h>

#include "fake_anthropic/connection_threads.hpp"

namespace mcp::test {
namespace {

void send(httplib::Response& response, const Json& body, int status = 200) {
  response.status = status;
  response.set_content(body.dump(), "application/json");
}

std::string location_of(const std::string& page) {
  const auto path = page.find('/', page.find("://") + 3);
  httplib::Client client(page.substr(0, path));
  const auto response = client.Get(page.substr(path));
  return response ? response->get_header_value("Location") : "";
}

Json result_of(const Json& message) {
  const std::string method = message.value("method", "");
  if (method == "initialize") {
    return {{"protocolVersion", "2025-11-25"},
            {"capabilities", {{"tools", Json::object()}}},
            {"serverInfo", {{"name", "login-server"}, {"version", "1"}}}};
  }
  if (method == "tools/list") {
    const Json tool{{"name", "touch"},
                    {"description", "Does nothing."},
                    {"inputSchema", {{"type", "object"}}},
                    {"annotations", {{"readOnlyHint", true}}}};
    return {{"tools", {tool}}};
  }
  return {{"content", {{{"type", "text"}, {"text", "touched"}}}}};
}

}  // namespace

LoginServer::LoginServer(Needs needs)
    : needs_(needs), server_(std::make_unique<httplib::Server>()) {
  server_->new_task_queue = [] { return new ConnectionThreads; };
  server_->set_keep_alive_timeout(1);
  const auto describe = [this](const httplib::Request&, httplib::Response& response) {
    send(response, {{"resource", url()}, {"authorization_servers", {origin()}}});
  };
  server_->Get("/.well-known/oauth-protected-resource/mcp", describe);
  server_->Get("/.well-known/oauth-authorization-server",
               [this](const httplib::Request&, httplib::Response& response) {
                 send(response, {{"issuer", origin()},
                                 {"authorization_endpoint", origin() + "/authorize"},
                                 {"token_endpoint", origin() + "/token"},
                                 {"registration_endpoint", origin() + "/register"},
                                 {"revocation_endpoint", origin() + "/revoke"},
                                 {"response_types_supported", {"code"}},
                                 {"token_endpoint_auth_methods_supported", {"none"}},
                                 {"code_challenge_methods_supported", {"S256"}}});
               });
  server_->Post("/register", [](const httplib::Request& request, httplib::Response& response) {
    Json client = Json::parse(request.body);
    client["client_id"] = "client-1";
    send(response, client, 201);
  });
  server_->Get("/authorize", [this](const httplib::Request& request, httplib::Response& response) {
    authorize(request, response);
  });
  server_->Post("/token", [this](const httplib::Request& request, httplib::Response& response) {
    answer_token(request, response);
  });
  server_->Post("/revoke", [this](const httplib::Request&, httplib::Response& response) {
    ++revocations;
    response.status = 200;
  });
  server_->Post("/mcp", [this](const httplib::Request& request, httplib::Response& response) {
    answer_mcp(request, response);
  });
  port_ = static_cast<std::uint16_t>(server_->bind_to_any_port("127.0.0.1"));
  thread_ = std::thread([this] { server_->listen_after_bind(); });
}

LoginServer::~LoginServer() {
  server_->stop();
  thread_.join();
}

std::string LoginServer::log_in_at(const std::string& page) const {
  return location_of(page);
}

std::string LoginServer::refuse_at(const std::string& page) const {
  return location_of(page + "&refuse=1");
}

void LoginServer::authorize(const httplib::Request& request, httplib::Response& response) {
  std::string to = request.get_param_value("redirect_uri");
  if (request.has_param("refuse")) {
    to += "?error=access_denied";
  } else {
    const std::scoped_lock lock(mutex_);
    const std::string code = "code-of-login-" + std::to_string(++last_);
    codes_.insert(code);
    secrets_.insert(code);
    to += "?code=" + code;
  }
  response.status = 302;
  response.set_header("Location", to + "&state=" + request.get_param_value("state"));
}

void LoginServer::answer_token(const httplib::Request& request, httplib::Response& response) {
  const std::scoped_lock lock(mutex_);
  const bool refreshes_token = request.get_param_value("grant_type") == "refresh_token";
  const bool known = refreshes_token
                         ? refresh_tokens_.contains(request.get_param_value("refresh_token"))
                         : codes_.erase(request.get_param_value("code")) > 0;
  if (!known) return send(response, {{"error", "invalid_grant"}}, 400);
  ++(refreshes_token ? refreshes : logins);
  send(response, issue());
}

// With `mutex_` held.
Json LoginServer::issue() {
  const std::string number = std::to_string(++last_);
  const std::string access = "access-token-" + number;
  const std::string refresh = "refresh-token-" + number;
  valid_.insert(access);
  refresh_tokens_ = {refresh};
  secrets_.insert({access, refresh});
  return {{"access_token", access},
          {"token_type", "Bearer"},
          {"expires_in", 3600},
          {"refresh_token", refresh}};
}

void LoginServer::expire() {
  const std::scoped_lock lock(mutex_);
  valid_.clear();
}

void LoginServer::revoke() {
  const std::scoped_lock lock(mutex_);
  valid_.clear();
  refresh_tokens_.clear();
}

bool LoginServer::has_secret_in(const std::string& text) const {
  const std::scoped_lock lock(mutex_);
  for (const std::string& secret : secrets_) {
    if (text.find(secret) != text.npos) return true;
  }
  return false;
}

bool LoginServer::is_valid(const httplib::Request& request) const {
  const std::scoped_lock lock(mutex_);
  const std::string field = request.get_header_value("Authorization");
  return field.starts_with("Bearer ") && valid_.contains(field.substr(7));
}

void LoginServer::answer_mcp(const httplib::Request& request, httplib::Response& response) {
  const Json message = Json::parse(request.body);
  const bool is_call = message.value("method", "") == "tools/call";
  if ((is_call || needs_ == Needs::all) && !is_valid(request)) {
    response.set_header("WWW-Authenticate", "Bearer");
    response.status = 401;
    return;
  }
  if (!message.contains("id")) {
    response.status = 202;
    return;
  }
  if (is_call) ++calls;
  send(response, {{"jsonrpc", "2.0"}, {"id", message["id"]}, {"result", result_of(message)}});
}

}  // namespace mcp::test

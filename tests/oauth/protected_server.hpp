#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "mcp/json.hpp"
#include "support/http_host.hpp"
#include "support/server_process.hpp"

namespace mcp::test {

/// A feature server behind a resource server that requires the tokens of an authorization server,
/// which is oidc-provider: see servers.mjs.
class ProtectedServer {
 public:
  /// Whether the npm packages are installed.
  static bool can_run();

  /// `options` are those of servers.mjs.
  explicit ProtectedServer(Json options = Json::object());

  const std::string& url() const { return url_; }
  const std::string& issuer() const { return issuer_; }
  /// PEM, of the client `by-key`.
  const std::string& private_key() const { return private_key_; }

  /// Carries out a command of servers.mjs.
  void command(const std::string& name);
  /// How often each event has happened: "authorization.success", "grant.success refresh_token",
  /// "rejected 401 invalid_token"...
  std::map<std::string, int> events();
  /// All lines that the process has printed, for a message.
  std::string log() const { return log_; }

 private:
  Json read_until(const std::string& event);

  HttpHost host_;
  std::unique_ptr<ServerProcess> process_;
  std::string url_;
  std::string issuer_;
  std::string private_key_;
  std::map<std::string, int> events_;
  std::string log_;
};

}  // namespace mcp::test

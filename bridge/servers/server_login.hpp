#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "bridge/servers/login_status.hpp"
#include "bridge/servers/server_config.hpp"
#include "mcp/client/credential_store.hpp"
#include "mcp/client/token_provider.hpp"

namespace mcp::bridge {

/// The credentials for one server, which all its connections share. One authorization runs at a
/// time, on a thread of its own: connections wait for it, and may give up without ending it for the
/// others. Any thread.
class ServerLogin {
 public:
  struct Options {
    std::shared_ptr<CredentialStore> store = {};
    /// Where the authorization server sends the user's browser back to. Throws Error while that is
    /// not known.
    std::function<std::string()> redirect_uri = {};
    /// How long a request waits for the user.
    std::chrono::milliseconds login_time = std::chrono::hours(24);
    /// How long a login page is offered before it is replaced by a new one. The authorization
    /// server may have forgotten the client; its page then leads nowhere.
    std::chrono::milliseconds page_time = std::chrono::minutes(30);
    /// Called, without a lock held, when the status has changed.
    std::function<void()> on_change = {};
  };

  ServerLogin(const ServerConfig& config, Options options);
  /// Calls `stop`.
  ~ServerLogin();
  ServerLogin(const ServerLogin&) = delete;
  ServerLogin& operator=(const ServerLogin&) = delete;

  /// Ends the running authorization, and waits for its end. Later ones fail.
  void stop();

  // The functions of TokenProvider.

  TokenProvider::Headers headers(std::string_view method, const std::string& url);
  bool must_renew();
  void received(const std::map<std::string, std::string>& headers);
  /// As TokenProvider::authorize. Calls `wants_user`, once at most, with the host of the
  /// authorization server when the user has to log in there.
  bool authorize(const AuthorizationChallenge& challenge, const std::stop_token& stop,
                 const std::function<void(const std::string& host)>& wants_user);

  LoginStatus status() const;
  bool waits_for_user() const;
  /// Hands over the query of a redirect, still encoded, to the login that waits for this `state`,
  /// and waits for its end.
  LoginResult finish(const std::string& state, const std::string& query,
                     const std::stop_token& stop);
  /// Removes the tokens, after revoking them where the authorization server supports that. A login
  /// that waits for the user is cancelled. Throws Error as mcp::log_out does; even then the tokens
  /// are not used any more.
  void log_out(const std::stop_token& stop);

 private:
  class Page;
  struct Attempt;
  using Lock = std::unique_lock<std::mutex>;

  std::shared_ptr<TokenProvider> make_provider();
  std::shared_ptr<TokenProvider> provider() const;
  std::shared_ptr<Attempt> join(const AuthorizationChallenge& challenge,
                                const std::stop_token& stop, Lock& lock);
  [[noreturn]] static void leave(const std::shared_ptr<Attempt>& attempt, Lock& lock);
  void begin(const AuthorizationChallenge& challenge);
  void run(const std::shared_ptr<Attempt>& attempt, const AuthorizationChallenge& challenge);
  void end(const std::shared_ptr<Attempt>& attempt);
  std::string ask_user(const std::string& url, const std::stop_token& stop);
  void changed();

  const std::string server_url_;
  const ServerAuth auth_;
  const Options options_;

  mutable std::mutex mutex_;  // guards the members below
  std::condition_variable_any changed_;
  bool stopped_ = false;
  std::string error_;  // of the last login
  std::shared_ptr<TokenProvider> provider_;
  std::shared_ptr<Attempt> attempt_;  // null: no authorization runs
  std::jthread thread_;
};

/// The tokens of a server for one connection. `waits` is called with the host when a request of the
/// connection waits for the user to log in there, and with an empty text when it does not wait any
/// more.
std::shared_ptr<TokenProvider> tokens_for_connection(
    std::shared_ptr<ServerLogin> login, std::function<void(const std::string& host)> waits);

}  // namespace mcp::bridge

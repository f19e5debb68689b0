#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "mcp/json.hpp"

namespace httplib {
class Server;
struct Request;
struct Response;
}  // namespace httplib

namespace mcp::test {

/// An MCP server with one tool, `touch`, that requires tokens, and the authorization server that
/// issues them, on one port. Speaks revision 2025-11-25.
class LoginServer {
 public:
  /// Which requests need a token.
  enum class Needs { all, calls };

  explicit LoginServer(Needs needs = Needs::all);
  ~LoginServer();

  std::string url() const { return origin() + "/mcp"; }
  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }

  /// Opens the login page as the user's browser does, and logs in. Returns the address to which
  /// the browser is redirected.
  std::string log_in_at(const std::string& page) const;
  /// The same, but the user refuses.
  std::string refuse_at(const std::string& page) const;

  /// The access tokens so far are not valid any more; they can be refreshed.
  void expire();
  /// No token so far is valid any more.
  void revoke();
  /// Whether a token so far occurs in `text`, or a code.
  bool has_secret_in(const std::string& text) const;

  std::atomic<int> calls = 0;   ///< Of the tool.
  std::atomic<int> logins = 0;  ///< Codes that were exchanged.
  std::atomic<int> refreshes = 0;
  std::atomic<int> revocations = 0;

 private:
  std::string origin() const { return "http://" + host(); }
  void answer_mcp(const httplib::Request& request, httplib::Response& response);
  void answer_token(const httplib::Request& request, httplib::Response& response);
  void authorize(const httplib::Request& request, httplib::Response& response);
  Json issue();
  bool is_valid(const httplib::Request& request) const;

  const Needs needs_;
  std::unique_ptr<httplib::Server> server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
  mutable std::mutex mutex_;  // guards the members below
  int last_ = 0;
  std::set<std::string> codes_;
  std::set<std::string> valid_;
  std::set<std::string> refresh_tokens_;
  std::set<std::string> secrets_;
};

}  // namespace mcp::test

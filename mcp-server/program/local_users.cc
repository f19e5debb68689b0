#include "program/local_users.hpp"

#include <unistd.h>

#include "http/loopback.hpp"
#include "program/logging.hpp"

namespace mcp::program {

bool serves_own_user_only(const HttpSettings& http, const std::string& host) {
  return http.auth_token_file.empty() && !http.any_local_user && http::is_loopback(host);
}

std::string refuse_other_users(std::optional<std::uint32_t> user) {
  if (user && (*user == ::geteuid() || *user == 0)) return {};
  const std::string whose = user ? "user " + std::to_string(*user) : "a user that is not known";
  return "This connection comes from a process of " + whose +
         ". Without tokens the server serves only processes of the user that runs it, and of root. "
         "Start it with --auth-token-file FILE, or with --any-local-user to serve every user of "
         "this machine.";
}

void report_callers(const HttpSettings& http, const std::string& host) {
  if (!http.auth_token_file.empty()) return;
  if (serves_own_user_only(http, host)) {
    return log(LogLevel::info,
               "no tokens: every program of this user and of root may call; use --auth-token-file");
  }
  const std::string who = http::is_loopback(host)
                              ? "every user and program of this machine may call"
                              : "everybody who reaches " + host + " may call";
  log(LogLevel::warning, "no tokens: " + who + "; use --auth-token-file");
}

}  // namespace mcp::program

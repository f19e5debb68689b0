#include "commands/login.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <ctime>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "authorization/authorization.hpp"
#include "exit_code.hpp"
#include "misuse.hpp"
#include "output.hpp"
#include "table.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

void require_url(const Settings& settings, const char* command) {
  if (settings.server.uses_http()) return;
  throw Misuse(std::string(command) +
               " needs a server over HTTP; give it by its name or with --url");
}

// ISO 8601, in UTC.
std::string to_text(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%FT%TZ", &parts)};
}

Json to_json(const SavedLogin& login) {
  Json json{{"server", login.server_url},      {"issuer", login.issuer},
            {"clientId", login.client_id},     {"scope", login.scope},
            {"canRefresh", login.can_refresh}, {"dpopBound", login.is_dpop_bound}};
  if (login.expires_at) json["expiresAt"] = to_text(*login.expires_at);
  return json;
}

std::string expiry(const SavedLogin& login) {
  if (login.can_refresh) return "refreshed automatically";
  if (!login.expires_at) return "unknown";
  const bool is_over = *login.expires_at <= std::chrono::system_clock::now();
  return (is_over ? "expired " : "until ") + to_text(*login.expires_at);
}

void print_logins(const Settings& settings, const std::vector<SavedLogin>& logins) {
  if (settings.json) {
    Json all = Json::array();
    for (const auto& login : logins) all.push_back(to_json(login));
    return print_json(all);
  }
  Table table({"SERVER", "AUTHORIZATION SERVER", "SCOPE", "ACCESS"});
  for (const auto& login : logins) {
    table.add({{one_line(login.server_url)},
               {one_line(login.issuer)},
               {one_line(login.scope)},
               {expiry(login)}});
  }
  print_table(table);
}

// Some servers let everybody connect, and demand a login for the list of tools. Whether that works
// is not the matter of a login.
void use_server(Session& session) {
  try {
    session.client().list_tools(session.call_options());
  } catch (const Error& error) {
    if (is_local(error.code())) throw;
  }
}

int log_in(Settings settings, bool again, const SignalStop& signals) {
  require_url(settings, "login");
  const auto store = credential_store();
  if (again) log_out(settings.server.url, *store, settings.server.ca_file, signals.token());
  settings.logs_in = true;
  Session session(settings, signals);
  use_server(session);
  const auto login = saved_login(settings.server.url, *store);
  if (!login) {
    std::cerr << "mcp-client: the server does not require a login\n";
    return exit_code::ok;
  }
  print_logins(settings, {*login});
  return exit_code::ok;
}

int log_out_of(const Settings& settings, const SignalStop& signals) {
  require_url(settings, "logout");
  const bool was_in =
      log_out(settings.server.url, *credential_store(), settings.server.ca_file, signals.token());
  if (settings.json) {
    print_json({{"server", settings.server.url}, {"loggedOut", was_in}});
  } else {
    std::cout << (was_in ? "logged out of " : "there was no login at ")
              << one_line(settings.server.url) << '\n';
  }
  return exit_code::ok;
}

int show_logins(const Settings& settings) {
  const auto store = credential_store();
  if (!settings.server.uses_http()) {
    print_logins(settings, saved_logins(*store));
    return exit_code::ok;
  }
  const auto login = saved_login(settings.server.url, *store);
  if (!login && !settings.json) std::cerr << "mcp-client: there is no login at this server\n";
  print_logins(settings, login ? std::vector{*login} : std::vector<SavedLogin>());
  return login ? exit_code::ok : exit_code::failed;
}

}  // namespace

void add_login_commands(CLI::App& app, StandaloneCommand& chosen) {
  const auto again = std::make_shared<bool>(false);
  auto* login = app.add_subcommand(
      "login", "Log in at the authorization server of a server, and keep the access tokens");
  login->add_flag("--again", *again, "Log in even if there is a login: it is removed first");
  login->callback([&chosen, again] {
    chosen = with_server(with_signals([again](const Settings& settings, const SignalStop& signals) {
      return log_in(settings, *again, signals);
    }));
  });
  app.add_subcommand("logout", "Revoke and remove the access tokens for a server")
      ->callback([&chosen] { chosen = with_server(with_signals(log_out_of)); });
  app.add_subcommand("whoami", "List the logins; with a server, the one at that server")
      ->callback([&chosen] { chosen = with_server(show_logins); });
}

}  // namespace mcp::cli

#include "commands/proxy.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cstdint>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "command_line/option_checks.hpp"
#include "exit_code.hpp"
#include "http/loopback.hpp"
#include "io/trusted_file.hpp"
#include "misuse.hpp"
#include "proxy_servers.hpp"
#include "runtime/private_memory.hpp"
#include "schema/text.hpp"
#include "serve.hpp"
#include "text/ascii.hpp"
#include "text/unicode.hpp"

namespace mcp::cli {
namespace {

constexpr std::size_t least_token = 16;

struct ProxyOptions {
  std::string config;
  std::vector<std::string> names;
  std::vector<std::string> upstreams;
  std::string listen;
  bool allow_remote = false;
  std::string token_file;
  std::vector<std::string> allowed_hosts;
  std::vector<std::string> allowed_origins;
  proxy::ToolFilter filter;
  double call_timeout_seconds = 3600;
};

std::vector<NamedServer> servers_of(const ProxyOptions& options, const Settings& settings) {
  std::vector<NamedServer> servers;
  const bool one = !settings.server.url.empty() || !settings.server.command.empty();
  const int ways =
      (one ? 1 : 0) + (options.config.empty() ? 0 : 1) + (options.upstreams.empty() ? 0 : 1);
  if (ways != 1) {
    throw Misuse(
        "give the servers in one way: --url URL, a command after `--`, --config FILE, or "
        "--upstream NAME=URL|COMMAND, which is repeatable");
  }
  if (!options.names.empty() && options.config.empty()) {
    throw Misuse("--server applies only with --config");
  }
  if (!options.config.empty()) return configured_servers(options.config, options.names);
  for (const auto& text : options.upstreams) servers.push_back(parse_upstream(text));
  if (one) servers.push_back({settings.server.name(), settings.server});
  return servers;
}

std::vector<std::string> read_tokens(const std::string& path) {
  std::string content;
  try {
    content = read_trusted_file(path, {.readers = Readers::owner});
  } catch (const std::runtime_error& error) {
    throw Misuse(std::string("--token-file: ") + error.what());
  }
  std::vector<std::string> tokens;
  std::istringstream lines(content);
  for (std::string line; std::getline(lines, line);) {
    const std::string token(ascii::trimmed(line, " \t\r"));
    if (token.empty() || token.starts_with('#')) continue;
    if (token.size() < least_token) {
      throw Misuse("--token-file: a token must have at least 16 characters");
    }
    tokens.push_back(token);
  }
  if (tokens.empty()) throw Misuse("--token-file: " + path + " has no token; write one per line");
  return tokens;
}

// HOST:PORT, [HOST]:PORT or PORT.
proxy::HttpSide http_side(const ProxyOptions& options) {
  proxy::HttpSide side{.allowed_hosts = options.allowed_hosts,
                       .allowed_origins = options.allowed_origins};
  const auto colon = options.listen.rfind(':');
  if (colon != std::string::npos) side.host = options.listen.substr(0, colon);
  if (side.host == "localhost") side.host = "127.0.0.1";
  if (side.host.starts_with('[') && side.host.ends_with(']')) {
    side.host = side.host.substr(1, side.host.size() - 2);
  }
  const char* const first = options.listen.data() + (colon == std::string::npos ? 0 : colon + 1);
  const char* const last = options.listen.data() + options.listen.size();
  const auto [end, error] = std::from_chars(first, last, side.port);
  if (error != std::errc() || end != last || first == last) {
    throw Misuse("--listen: " + command_line::must_be("HOST:PORT or PORT, such as 127.0.0.1:8080",
                                                      options.listen));
  }
  try {
    command_line::require_ip_address("--listen", side.host);
  } catch (const std::runtime_error& problem) {
    throw Misuse(problem.what());
  }
  if (!options.token_file.empty()) side.tokens = read_tokens(options.token_file);
  if (!http::is_loopback(side.host) && !options.allow_remote) {
    throw Misuse("--listen: other machines can reach " + schema::quote_name(side.host) +
                 "; use 127.0.0.1, or add --allow-remote");
  }
  side.listening = [](const std::string& url) {
    std::cerr << "mcp-client: listening on " << url << '\n';
  };
  return side;
}

void require_listen(const ProxyOptions& options) {
  const bool given = options.allow_remote || !options.token_file.empty() ||
                     !options.allowed_hosts.empty() || !options.allowed_origins.empty();
  if (given) {
    throw Misuse(
        "--allow-remote, --token-file, --allowed-host and --allowed-origin apply only with "
        "--listen");
  }
}

std::chrono::milliseconds milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

int run(const ProxyOptions& given, const Settings& settings, const SignalStop& signals) {
  keep_memory_private();  // configurations may have tokens
  proxy::Options options{
      .servers = to_entries(servers_of(given, settings), settings.era, signals.second_token()),
      .filter = given.filter,
      .connect_timeout = milliseconds(settings.timeout_seconds),
      .call_timeout = milliseconds(given.call_timeout_seconds),
      .log = [](const std::string& text) { std::cerr << "mcp-client: " + one_line(text) + "\n"; }};
  if (given.listen.empty()) {
    require_listen(given);
    return proxy::serve_over_stdio(std::move(options), signals.token()) ? exit_code::ok
                                                                        : exit_code::failed;
  }
  const proxy::HttpSide side = http_side(given);
  try {
    proxy::serve_over_http(std::move(options), side, signals.token());
  } catch (const std::runtime_error& error) {
    throw Error(ErrorCode::connection_closed, error.what());
  }
  return exit_code::ok;
}

void add_server_options(CLI::App& command, ProxyOptions& options) {
  command
      .add_option("--config", options.config,
                  "Configuration file of Claude Desktop or another host")
      ->type_name("FILE");
  command
      .add_option("--server", options.names,
                  "Server of the --config; repeatable (default: all that are not disabled)")
      ->allow_extra_args(false)
      ->type_name("NAME");
  command
      .add_option("--upstream", options.upstreams,
                  "Server by its URL, or by a command whose words are separated by blanks; "
                  "repeatable. The names of tools and prompts of several servers begin with "
                  "NAME__")
      ->allow_extra_args(false)
      ->type_name("NAME=URL|COMMAND");
}

void add_listen_options(CLI::App& command, ProxyOptions& options) {
  command
      .add_option("--listen", options.listen,
                  "Serve over HTTP at this address, path /mcp, instead of standard input and "
                  "output; port 0 is a free one")
      ->type_name("[HOST:]PORT");
  command.add_flag("--allow-remote", options.allow_remote,
                   "Allow --listen on non-loopback addresses");
  command
      .add_option("--token-file", options.token_file,
                  "File of bearer tokens, one per line, of which HTTP clients must send one; "
                  "only you may have access to it (chmod 600)")
      ->type_name("FILE");
  command
      .add_option("--allowed-host", options.allowed_hosts,
                  "Host name by which HTTP clients may address the proxy, besides localhost; "
                  "repeatable")
      ->allow_extra_args(false)
      ->type_name("NAME");
  command
      .add_option("--allowed-origin", options.allowed_origins,
                  "Origin of web pages that may call the proxy; repeatable")
      ->allow_extra_args(false)
      ->type_name("ORIGIN");
}

void add_filter_options(CLI::App& command, ProxyOptions& options) {
  command.add_flag("--read-only", options.filter.read_only,
                   "Offer only tools that their server declares as read-only (readOnlyHint); "
                   "others are hidden and cannot be called");
  command
      .add_option("--allow", options.filter.allow,
                  "Offer only tools whose names match, with * and ?; repeatable")
      ->allow_extra_args(false)
      ->type_name("GLOB");
  command
      .add_option("--deny", options.filter.deny,
                  "Do not offer tools whose names match, also if --allow does; repeatable")
      ->allow_extra_args(false)
      ->type_name("GLOB");
  command
      .add_option("--call-timeout", options.call_timeout_seconds,
                  "Seconds to wait for a server's response, or its next progress notification "
                  "(default 3600; --timeout limits connecting)")
      ->check(command_line::number(0.001, 1e9, "a number of seconds from 0.001 to 1000000000"))
      ->type_name("SECONDS");
}

}  // namespace

void add_proxy_command(CLI::App& app, StandaloneCommand& chosen) {
  CLI::App* command = app.add_subcommand(
      "proxy",
      "Serve one or several servers to a host, over standard input and output or HTTP, in both "
      "eras");
  const auto options = std::make_shared<ProxyOptions>();
  add_server_options(*command, *options);
  add_listen_options(*command, *options);
  add_filter_options(*command, *options);
  command->callback([&chosen, options] {
    chosen =
        with_server(with_signals([options](const Settings& settings, const SignalStop& signals) {
          return run(*options, settings, signals);
        }));
  });
}

}  // namespace mcp::cli

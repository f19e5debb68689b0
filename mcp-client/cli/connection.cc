#include "connection.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "command_line/option_checks.hpp"
#include "headers.hpp"
#include "misuse.hpp"
#include "schema/text.hpp"
#include "text/ascii.hpp"

namespace mcp::cli {

void check_server(const ServerSettings& server) {
  if (server.url.empty() && server.command.empty()) {
    throw Misuse(
        "no server given; use --url URL, or put the server's command at the end, after `--`: "
        "mcp-client tools -- mcp-server --root .");
  }
  if (!server.url.empty() && !server.command.empty()) {
    throw Misuse("--url and a command after `--` are two servers; give only one of them");
  }
  const auto reject = [](bool given, const std::string& option, const std::string& server_kind) {
    if (given) throw Misuse(option + " applies only to a server that " + server_kind);
  };
  if (server.url.empty()) {
    const std::string kind = "is given with --url";
    reject(!server.headers.empty(), "--header", kind);
    reject(!server.header_file.empty(), "--header-file", kind);
    reject(!server.ca_file.empty(), "--ca-file", kind);
    reject(server.authorization.is_set(), "an option for authorization", kind);
    reject(server.transport.has_value(), "--transport", kind);
  } else {
    const std::string kind = "is started by a command, not to one that is given with --url";
    reject(!server.environment.empty(), "--env", kind);
    reject(server.inherit_environment, "--inherit-env", kind);
    reject(!server.directory.empty(), "--cwd", kind);
  }
}

namespace {

std::pair<std::string, std::string> environment_variable(const std::string& entry) {
  const auto equals = entry.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Misuse("--env: " + command_line::must_be("NAME=VALUE", entry));
  }
  return {entry.substr(0, equals), entry.substr(equals + 1)};
}

// posix_spawn reports a missing directory as if the program were missing.
void check_directory(const std::string& directory) {
  if (directory.empty()) return;
  const std::string problem = command_line::existing_directory()(directory);
  if (!problem.empty()) throw Error(ErrorCode::connection_closed, "--cwd: " + problem);
}

}  // namespace

ChildProcess child_process(const ServerSettings& server, std::stop_token kill,
                           std::shared_ptr<ServerStderr> errors) {
  // The grace periods are shorter than the library's default, because a person waits for the exit.
  ChildProcess process{.command = server.command,
                       .directory = server.directory,
                       .inherit_environment = server.inherit_environment,
                       .until_terminate = std::chrono::milliseconds(500),
                       .until_kill = std::chrono::milliseconds(500),
                       .kill = std::move(kill)};
  for (const auto& entry : server.environment) {
    auto [name, value] = environment_variable(entry);
    process.environment[std::move(name)] = std::move(value);
  }
  process.on_stderr = [errors = std::move(errors)](std::string_view piece) { errors->take(piece); };
  return process;
}

namespace {

void check_url(const std::string& url) {
  const std::string lower = ascii::lower(url);
  if (lower.starts_with("http://") || lower.starts_with("https://")) return;
  throw Misuse("--url: must begin with http:// or https://, not " + schema::quote_name(url));
}

void check_ca_file(const std::string& file) {
  if (file.empty()) return;
  const std::string problem = command_line::existing_file()(file);
  if (!problem.empty()) throw Error(ErrorCode::connection_closed, "--ca-file: " + problem);
}

}  // namespace

HttpTarget http_target(const ServerSettings& server) {
  check_url(server.url);
  HttpTarget target{.url = server.url,
                    .ca_file = server.ca_file,
                    .transport = server.transport.value_or(HttpTransport::automatic)};
  for (const auto& line : server.headers) {
    auto header = read_header(line);
    if (!header) throw Misuse(std::string("--header: ") + header.error().what());
    target.headers.push_back(*std::move(header));
  }
  if (server.header_file.empty()) return target;
  try {
    for (auto& header : read_header_file(server.header_file)) {
      target.headers.push_back(std::move(header));
    }
  } catch (const std::runtime_error& error) {
    throw Misuse(std::string("--header-file: ") + error.what());
  }
  return target;
}

std::shared_ptr<TokenProvider> tokens_for(const ServerSettings& server, LoginDisplay login) {
  if (!server.uses_http()) return nullptr;
  return token_provider(server.url, server.ca_file, server.authorization, std::move(login));
}

std::unique_ptr<Channel> open_channel(const ServerSettings& server, std::stop_token kill,
                                      std::shared_ptr<ServerStderr> errors, LoginDisplay login) {
  check_server(server);
  return open_channel(server, std::move(kill), std::move(errors),
                      tokens_for(server, std::move(login)));
}

std::unique_ptr<Channel> open_channel(const ServerSettings& server, std::stop_token kill,
                                      std::shared_ptr<ServerStderr> errors,
                                      std::shared_ptr<TokenProvider> tokens) {
  check_server(server);
  if (!server.uses_http()) {
    check_directory(server.directory);
    return spawn(child_process(server, std::move(kill), std::move(errors)));
  }
  HttpTarget target = http_target(server);
  check_ca_file(server.ca_file);
  target.tokens = std::move(tokens);
  try {
    return over_http(std::move(target));
  } catch (const Error& error) {
    throw Misuse(error.what());
  }
}

}  // namespace mcp::cli

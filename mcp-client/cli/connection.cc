#include "connection.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "headers.hpp"
#include "mcp/client/http.hpp"
#include "misuse.hpp"

namespace mcp::cli {
namespace {

// Reject options that do not apply to this transport.
void check_server(const ServerSettings& server) {
  if (server.url.empty() == server.command.empty()) {
    throw Misuse(
        "which server? Give its --url, or put its command at the end: "
        "mcp-client ... -- COMMAND ARGS");
  }
  const bool for_url =
      !server.headers.empty() || !server.header_file.empty() || !server.ca_file.empty();
  if (server.url.empty() && for_url) {
    throw Misuse("--header, --header-file and --ca-file are for a --url");
  }
  const bool for_process =
      !server.environment.empty() || server.inherit_environment || !server.directory.empty();
  if (server.command.empty() && for_process) {
    throw Misuse("--env, --inherit-env and --cwd are for a command");
  }
}

std::pair<std::string, std::string> environment_variable(const std::string& entry) {
  const auto equals = entry.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Misuse("--env wants NAME=VALUE, not " + entry);
  }
  return {entry.substr(0, equals), entry.substr(equals + 1)};
}

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

HttpTarget http_target(const ServerSettings& server) {
  HttpTarget target{.url = server.url, .ca_file = server.ca_file};
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

}  // namespace

std::unique_ptr<Channel> open_channel(const ServerSettings& server, std::stop_token kill,
                                      std::shared_ptr<ServerStderr> errors) {
  check_server(server);
  if (!server.uses_http()) {
    return spawn(child_process(server, std::move(kill), std::move(errors)));
  }
  try {
    return over_http(http_target(server));
  } catch (const Error& error) {
    throw Misuse(error.what());
  }
}

}  // namespace mcp::cli

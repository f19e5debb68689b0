#pragma once

#include <memory>
#include <stop_token>

#include "authorization/authorization.hpp"
#include "mcp/client/channel.hpp"
#include "mcp/client/http.hpp"
#include "server_stderr.hpp"
#include "settings.hpp"

namespace mcp::cli {

/// Throws Misuse when there is no server, or options that do not apply to its transport.
void check_server(const ServerSettings& server);

/// How to start the server's command. Throws Misuse for invalid settings.
ChildProcess child_process(const ServerSettings& server, std::stop_token kill,
                           std::shared_ptr<ServerStderr> errors);

/// How to reach the server's URL. Throws Misuse for invalid settings.
HttpTarget http_target(const ServerSettings& server);

/// Starts the server's command, or makes an HTTP channel to its URL. `kill` kills a started server
/// at once; `errors` receives its standard error; `login` is for a URL that demands a login. Throws
/// Misuse for settings that contradict each other or that are invalid, and Error when the server
/// does not start.
std::unique_ptr<Channel> open_channel(const ServerSettings& server, std::stop_token kill,
                                      std::shared_ptr<ServerStderr> errors,
                                      LoginDisplay login = {});

/// The same with tokens that other connections to the server share.
std::unique_ptr<Channel> open_channel(const ServerSettings& server, std::stop_token kill,
                                      std::shared_ptr<ServerStderr> errors,
                                      std::shared_ptr<TokenProvider> tokens);

/// The tokens for the server; null for a command. Throws Misuse for invalid settings.
std::shared_ptr<TokenProvider> tokens_for(const ServerSettings& server, LoginDisplay login);

}  // namespace mcp::cli

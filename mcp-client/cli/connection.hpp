#pragma once

#include <memory>
#include <stop_token>

#include "mcp/client/channel.hpp"
#include "server_stderr.hpp"
#include "settings.hpp"

namespace mcp::cli {

/// Starts the server's command, or makes an HTTP channel to its URL. `kill` kills a started server
/// at once; `errors` receives its standard error. Throws Misuse for settings that contradict each
/// other or that are invalid, and Error when the server does not start.
std::unique_ptr<Channel> open_channel(const ServerSettings& server, std::stop_token kill,
                                      std::shared_ptr<ServerStderr> errors);

}  // namespace mcp::cli

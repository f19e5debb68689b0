#pragma once

#include <functional>
#include <memory>
#include <string>

#include "server_link.hpp"

namespace mcp::proxy {

/// Requests all pages of a list of a server and passes its items, an array, to `done`, unchanged;
/// an empty array if the server does not declare the capability. Limits: 1000 pages, 100,000 items,
/// 64 MiB of JSON.
void collect_list(const std::shared_ptr<ServerLink>& link, std::string method, std::string member,
                  std::chrono::milliseconds timeout, std::function<void(Result<Json>)> done);

}  // namespace mcp::proxy

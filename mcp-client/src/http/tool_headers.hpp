#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "http/mirrored.hpp"
#include "http_client/transfer_loop.hpp"
#include "mcp/json.hpp"

namespace mcp::http::client {

/// Knows from the results of `tools/list` which arguments are sent as headers. One thread.
/// Spec: 2026-07-28 basic/transports/streamable-http, Custom Headers from Tool Parameters.
class ToolHeaders {
 public:
  using Warn = std::function<void(const std::string&)>;

  /// Reads a result of `tools/list`, and removes the tools with invalid `x-mcp-header` annotations.
  void learn(Json& result, const Warn& warn);
  /// The headers that mirror arguments of a call; `params` are those of `tools/call`.
  Headers headers(const Json& params) const;

 private:
  bool learn_tool(const Json& tool, const Warn& warn);

  std::map<std::string, std::vector<MirroredParameter>> marked_;
};

}  // namespace mcp::http::client

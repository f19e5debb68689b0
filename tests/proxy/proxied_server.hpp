#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "mcp/client/client.hpp"
#include "mcp/client/http.hpp"
#include "support/eventually.hpp"
#include "support/server_process.hpp"

namespace mcp::test {

inline std::string name_of_era(const ::testing::TestParamInfo<Era>& info) {
  return info.param == Era::modern ? "Modern" : "Legacy";
}

/// The URL that a program says it listens at.
inline std::string url_said_by(const ServerProcess& process) {
  constexpr std::string_view before = "listening on ";
  std::string said;
  const bool listens = eventually([&] {
    said = process.errors();
    const auto begin = said.find(before);
    return begin != said.npos && said.find('\n', begin) != said.npos;
  });
  if (!listens) {
    ADD_FAILURE() << "it does not listen: " << said;
    return "http://127.0.0.1:1/mcp";
  }
  const auto begin = said.find(before) + before.size();
  return said.substr(begin, said.find('\n', begin) - begin);
}

/// A feature server, and `mcp-client proxy` in front of it: processes of their own.
class ProxiedServer {
 public:
  ProxiedServer(bool over_http, Era era, std::vector<std::string> options = {})
      : options_(std::move(options)) {
    const std::string name = era == Era::modern ? "modern" : "legacy";
    options_.insert(options_.begin(), {"proxy", "--era", era == Era::automatic ? "auto" : name});
    if (over_http) {
      server_ = std::make_unique<ServerProcess>(
          Launch{.arguments = {"--http"}, .program = MCP_BINARY_DIR "/feature-server"});
      options_.insert(options_.end(), {"--url", url_said_by(*server_)});
    } else {
      command_ = {"--", MCP_BINARY_DIR "/feature-server"};
    }
  }

  /// A client of the proxy, over HTTP or standard input and output.
  Client connect(bool over_http, ClientOptions options) {
    if (!over_http) return Client::connect(spawn({.command = command_line()}), std::move(options));
    return Client::connect(mcp::over_http({.url = url()}), std::move(options));
  }

  /// The URL of a proxy that listens.
  std::string url() {
    if (!proxy_) {
      auto words = command_line({"--listen", "0"});
      words.erase(words.begin());
      proxy_ = std::make_unique<ServerProcess>(
          Launch{.arguments = words, .program = MCP_BINARY_DIR "/mcp-client"});
    }
    return url_said_by(*proxy_);
  }

  /// The command of a proxy.
  std::vector<std::string> command_line(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{MCP_BINARY_DIR "/mcp-client"};
    words.insert(words.end(), options_.begin(), options_.end());
    words.insert(words.end(), more.begin(), more.end());
    words.insert(words.end(), command_.begin(), command_.end());
    return words;
  }

  ServerProcess* server() { return server_.get(); }
  ServerProcess* proxy() { return proxy_.get(); }

 private:
  std::vector<std::string> options_;
  std::vector<std::string> command_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<ServerProcess> proxy_;
};

}  // namespace mcp::test

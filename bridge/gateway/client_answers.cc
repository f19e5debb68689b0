#include "bridge/gateway/client_answers.hpp"

#include "mcp/codec.hpp"

namespace mcp::bridge {

Decision decision_in(const ClientFrame& frame, const std::string& sent,
                     const std::string& address) {
  const Json& data = frame.data;
  Decision decision{.approved = data["approved"].get<bool>(),
                    .scope = data.value("scope", "once"),
                    .preview_hash = data.value("preview_hash", sent),
                    .reason = data.value("reason", ""),
                    .interrupt = data.value("interrupt", false),
                    .by = address};
  if (data.contains("updated_input")) decision.updated_input = data["updated_input"];
  return decision;
}

ElicitResult answer_in(const ClientFrame& frame) {
  ElicitResult result{.action = decode<ElicitAction>(frame.data["action"]).value()};
  if (result.action == ElicitAction::accept) {
    result.content = frame.data.value("content", Json::object());
  }
  return result;
}

}  // namespace mcp::bridge

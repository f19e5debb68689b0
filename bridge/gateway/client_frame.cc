#include "bridge/gateway/client_frame.hpp"

#include <map>

#include "json/members.hpp"
#include "mcp/codec.hpp"
#include "mcp/never_destroyed.hpp"

namespace mcp::bridge {
namespace {

ClientRequest message(const Json& data) {
  return UserMessage{.text = data["text"],
                     .client_msg_id = text_in(data, "client_msg_id"),
                     .model = text_in(data, "model"),
                     .context = text_in(data, "context")};
}

ClientRequest approval(const Json& data) {
  Decision decision{.approved = data["approved"].get<bool>(),
                    .scope = decode<Scope>(data.value("scope", Json("once"))).value(),
                    .preview_hash = text_in(data, "preview_hash"),
                    .reason = text_in(data, "reason"),
                    .interrupt = data.value("interrupt", false)};
  if (data.contains("updated_input")) decision.updated_input = data["updated_input"];
  return frame::Approval{data["tool_use_id"], std::move(decision)};
}

ClientRequest answer(const Json& data) {
  ElicitResult result{.action = decode<ElicitAction>(data["action"]).value()};
  if (result.action == ElicitAction::accept) result.content = data.value("content", Json::object());
  return frame::Answer{data["id"], std::move(result)};
}

ClientRequest resume(const Json& data) {
  return frame::Resume{data["session_id"], text_in(data, "epoch"),
                       data["last_seq"].get<std::uint64_t>()};
}

}  // namespace

ClientRequest client_request(const std::string& type, const Json& data) {
  using Decode = ClientRequest (*)(const Json&);
  static const auto& decoders = never_destroyed(std::map<std::string, Decode>{
      {"user_message", message},
      {"tool_approval", approval},
      {"elicitation_response", answer},
      {"login_cancel",
       [](const Json& given) -> ClientRequest { return frame::CancelLogin{given["id"]}; }},
      {"resume", resume},
      {"hello",
       [](const Json& given) -> ClientRequest { return frame::Hello{text_in(given, "locale")}; }},
      {"retry",
       [](const Json& given) -> ClientRequest {
         return frame::Retry{text_in(given, "model"), text_in(given, "context")};
       }},
      {"set_options",
       [](const Json& given) -> ClientRequest {
         return frame::Options{text_in(given, "locale"), text_in(given, "title")};
       }},
      {"cancel", [](const Json&) -> ClientRequest { return frame::Cancel{}; }},
      {"ping", [](const Json&) -> ClientRequest { return frame::Ping{}; }}});
  const auto decoder = decoders.find(type);
  return decoder == decoders.end() ? frame::Ignored{} : decoder->second(data);
}

}  // namespace mcp::bridge

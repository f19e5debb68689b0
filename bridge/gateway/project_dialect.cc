#include "bridge/gateway/client_frames.hpp"
#include "bridge/gateway/tool_failure.hpp"
#include "json/members.hpp"

namespace mcp::bridge {
namespace embedded {
extern const std::string_view ws_project_client;
}

namespace {

Json error_frame(const std::string& code, const std::string& text) {
  return {{"type", "error"}, {"error", code}, {"content", text}, {"message", text}};
}

Json error_frame(const Json& data, const std::string& locale) {
  const std::string code = data.value("message", name_of(BridgeError::internal_error));
  std::string text = is_said_by_a_rule(data) ? "" : text_for_name(code, locale);
  if (text.empty()) text = data.value("detail", code);
  return error_frame(code, text);
}

Json failure_frame(const Json& tool_result, const std::string& locale) {
  const auto failure = tool_failure(tool_result, locale);
  return failure ? error_frame(name_of(failure->code), failure->detail) : Json();
}

class ProjectDialect final : public Dialect {
 public:
  std::optional<std::string> encode_message(const std::string& type, const Json& data,
                                            const Recipient& to,
                                            const std::string&) const override {
    const Json frame = spelled(type, data, to.locale);
    return frame.is_null() ? std::nullopt : std::optional(to_text(frame));
  }

  Result<ClientFrame, FrameProblem> decode(const std::string& text) const override {
    auto frame = frames_.read(text);
    if (!frame) return frame.error();
    const std::string type = frame->value("type", "message");
    if (type != "message") return ClientFrame{{}, client_request(type, *frame)};
    return ClientFrame{{},
                       UserMessage{.text = (*frame)["content"],
                                   .client_msg_id = text_in(*frame, "client_msg_id"),
                                   .context = text_in(*frame, "context"),
                                   .speaker = Speaker::project}};
  }

  bool resumes() const override { return false; }
  // The first clients of this dialect do not know `tool_request`.
  Answers answers(std::string_view question) const override {
    return question == "tool_request" ? Answers::perhaps : Answers::no;
  }

 private:
  static Json spelled(const std::string& type, const Json& data, const std::string& locale) {
    if (type == "ai_chunk") return {{"type", "assistant_chunk"}, {"content", data["text"]}};
    if (type == "usage_update") return {{"type", type}, {"usage", data["usage"]}};
    if (type == "session_end") {
      return {{"type", type},
              {"total_cost_usd", data["total_cost_usd"]},
              {"usage_summary", data["usage_summary"]}};
    }
    if (type == "tool_request") {
      return {{"type", type}, {"id", data["id"]}, {"name", data["name"]}, {"input", data["input"]}};
    }
    if (type == "tool_result") return failure_frame(data, locale);
    return type == "error" ? error_frame(data, locale) : Json();
  }

  const ClientFrames frames_{embedded::ws_project_client};
};

}  // namespace

const Dialect& project_dialect() {
  static const ProjectDialect dialect;
  return dialect;
}

}  // namespace mcp::bridge

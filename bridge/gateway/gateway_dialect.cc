#include <map>

#include "bridge/gateway/client_frames.hpp"
#include "bridge/gateway/tool_failure.hpp"
#include "json/members.hpp"
#include "mcp/never_destroyed.hpp"

namespace mcp::bridge {
namespace embedded {
extern const std::string_view ws_v1_client;
}

namespace {

using Members = std::vector<const char*>;

// All frame types of this dialect, with the members of their data.
const std::map<std::string, Members, std::less<>>& words() {
  static const auto& words = never_destroyed(std::map<std::string, Members, std::less<>>{
      {"session_created", {"session_id"}},
      {"status_update",
       {"ai_typing", "tool_running", "file_path", "busy", "reconnecting", "error"}},
      {"ai_chunk", {"text"}},
      {"assistant_message_completed", {"reason"}},
      {"tool_request", {"id", "name", "input"}},
      {"tool_chunk", {"chunk"}},
      {"error", {"message", "detail"}},
  });
  return words;
}

Json only(const Members& members, const Json& data) {
  Json kept = Json::object();
  for (const char* member : members) {
    if (data.contains(member)) kept[member] = data[member];
  }
  return kept;
}

// Derives `busy` and `reconnecting` from the phase, which clients of this dialect do not know.
Json with_states(Json status, const std::string& locale) {
  if (status.contains("phase")) {
    status["busy"] = status["phase"] != "idle";
    status["reconnecting"] = status["phase"] == "retrying";
  }
  if (status.contains("error")) {
    const std::string text = text_for_name(status["error"], locale);
    if (!text.empty()) status["error"] = text;
  }
  return status;
}

class GatewayDialect final : public Dialect {
 public:
  std::optional<std::string> encode_message(const std::string& type, const Json& data,
                                            const Recipient& to,
                                            const std::string&) const override {
    if (type == "tool_result") {
      const auto failure = tool_failure(data, to.locale);
      if (!failure) return std::nullopt;
      const Json error{{"message", encode(failure->code)}, {"detail", failure->detail}};
      return to_text({{"type", "error"}, {"data", error}});
    }
    const auto word = words().find(type);
    if (word == words().end()) return std::nullopt;
    Json kept = only(word->second, type == "status_update" ? with_states(data, to.locale) : data);
    if (kept.empty() && !data.empty()) return std::nullopt;
    if (type == "error" && !is_said_by_a_rule(data)) {
      if (const auto text = text_for_name(member(data, "message"), to.locale); !text.empty()) {
        kept["detail"] = text;
      }
    }
    return to_text({{"type", type}, {"data", std::move(kept)}});
  }

  // Flat frames are accepted, too: descriptions of this dialect are ambiguous about `data`.
  Result<ClientFrame, FrameProblem> decode(const std::string& text) const override {
    auto parsed = parse_frame(text);
    if (!parsed) return parsed.error();
    Json frame = *std::move(parsed);
    if (frame.is_object() && frame.contains("type") && !frame.contains("data")) {
      Json data = frame;
      data.erase("type");
      frame = {{"type", frame["type"]}, {"data", std::move(data)}};
    }
    auto checked = frames_.check(std::move(frame));
    if (!checked) return checked.error();
    return ClientFrame{text_in(*checked, "id"),
                       client_request((*checked)["type"], (*checked)["data"])};
  }

  bool resumes() const override { return false; }
  Answers answers(std::string_view question) const override {
    return question == "tool_request" ? Answers::yes : Answers::no;
  }

 private:
  const ClientFrames frames_{embedded::ws_v1_client};
};

}  // namespace

const Dialect& gateway_dialect() {
  static const GatewayDialect dialect;
  return dialect;
}

}  // namespace mcp::bridge

#include "bridge/gateway/client_frames.hpp"
#include "bridge/session/texts.hpp"

namespace mcp::bridge {
namespace embedded {
extern const std::string_view ws_v1_client;
}

namespace {

Json localized(const std::string& type, Json data, const std::string& locale) {
  if (type != "error") return data;
  const std::string text = text_for(data.value("message", ""), locale);
  const std::string detail = data.value("detail", "");
  if (!text.empty()) data["detail"] = detail.empty() ? text : text + " (" + detail + ")";
  return data;
}

class NativeWords final : public Dialect {
 public:
  std::optional<std::string> tell(const Telling& telling, const Listener& to) const override {
    const Event& event = *telling.event;
    Json frame{{"type", event.type},
               {"seq", event.seq},
               {"session_id", to.session},
               {"ts", event.at},
               {"data", localized(event.type, event.data, to.locale)}};
    if (telling.first_seq != event.seq) frame["seq_from"] = telling.first_seq;
    if (!event.turn.empty()) frame["turn_id"] = event.turn;
    if (to.replay) frame["replay"] = true;
    return frame.dump();
  }

  std::optional<std::string> say(const std::string& type, const Json& data, const Listener& to,
                                 const std::string& reply_to) const override {
    Json frame{{"type", type}, {"data", localized(type, data, to.locale)}};
    if (!to.session.empty()) frame["session_id"] = to.session;
    if (!reply_to.empty()) frame["reply_to"] = reply_to;
    return frame.dump();
  }

  Result<ClientFrame, FrameProblem> read(const std::string& text) const override {
    auto frame = frames_.read(text);
    if (!frame) return frame.error();
    return ClientFrame{(*frame)["type"], frame->value("id", ""), std::move((*frame)["data"])};
  }

  bool resumes() const override { return true; }

 private:
  const ClientFrames frames_{embedded::ws_v1_client};
};

}  // namespace

const Dialect& native_dialect() {
  static const NativeWords dialect;
  return dialect;
}

}  // namespace mcp::bridge

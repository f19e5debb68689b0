#include "bridge/gateway/client_frames.hpp"
#include "json/members.hpp"

namespace mcp::bridge {
namespace embedded {
extern const std::string_view ws_v1_client;
}

namespace {

Json localized(Json error, const std::string& locale) {
  const std::string text = text_for_name(member(error, "message"), locale);
  const std::string detail = error.value("detail", "");
  if (!text.empty()) error["detail"] = detail.empty() ? text : text + " (" + detail + ")";
  return error;
}

class NativeDialect final : public Dialect {
 public:
  // Written as text without a Json object in between: there are hundreds of events per second. The
  // bridge creates the types and ids, so they need no escapes.
  std::optional<std::string> encode_events(const EventBatch& batch,
                                           const Recipient& to) const override {
    const Event& event = *batch.event;
    std::string frame;
    frame.reserve(event.size() + to.session.size());
    frame.append(R"({"type":")").append(event.type);
    frame.append(R"(","session_id":")").append(to.session);
    if (!event.turn.empty()) frame.append(R"(","turn_id":")").append(event.turn);
    frame.append(R"(","seq":)").append(std::to_string(event.seq));
    if (batch.first_seq != event.seq) {
      frame.append(R"(,"seq_from":)").append(std::to_string(batch.first_seq));
    }
    frame.append(R"(,"ts":)").append(std::to_string(event.at));
    if (to.replay) frame.append(R"(,"replay":true)");
    frame += R"(,"data":)";
    frame +=
        event.type == "error" ? to_text(localized(Json::parse(event.data), to.locale)) : event.data;
    return frame += '}';
  }

  std::optional<std::string> encode_message(const std::string& type, const Json& data,
                                            const Recipient& to,
                                            const std::string& reply_to) const override {
    Json frame{{"type", type}};
    if (!to.session.empty()) frame["session_id"] = to.session;
    if (!reply_to.empty()) frame["reply_to"] = reply_to;
    std::string text = to_text(frame);
    text.back() = ',';
    text += R"("data":)";
    append_text(text, type == "error" ? localized(data, to.locale) : data);
    return text += '}';
  }

  Result<ClientFrame, FrameProblem> decode(const std::string& text) const override {
    auto frame = frames_.read(text);
    if (!frame) return frame.error();
    return ClientFrame{text_in(*frame, "id"), client_request((*frame)["type"], (*frame)["data"])};
  }

  bool resumes() const override { return true; }
  Answers answers(std::string_view) const override { return Answers::yes; }

 private:
  const ClientFrames frames_{embedded::ws_v1_client};
};

}  // namespace

const Dialect& native_dialect() {
  static const NativeDialect dialect;
  return dialect;
}

}  // namespace mcp::bridge

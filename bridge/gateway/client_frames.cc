#include "bridge/gateway/client_frames.hpp"

#include "json/members.hpp"
#include "json/parse.hpp"

namespace mcp::bridge {

ClientFrames::ClientFrames(std::string_view schema) : schema_(schema) {}

Result<Json, FrameProblem> parse_frame(const std::string& text) {
  constexpr int most_depth = 64;
  auto parsed = json::parse(text, most_depth);
  if (!parsed) return FrameProblem{BridgeError::invalid_json, parsed.error().what()};
  return *std::move(parsed);
}

Result<Json, FrameProblem> ClientFrames::read(const std::string& text) const {
  auto frame = parse_frame(text);
  if (!frame) return frame.error();
  return check(*std::move(frame));
}

Result<Json, FrameProblem> ClientFrames::check(Json frame) const {
  const auto mismatch = schema_.mismatch(frame);
  if (!mismatch) return frame;
  return FrameProblem{BridgeError::invalid_payload, mismatch->message, mismatch->pointer,
                      text_in(frame, "id")};
}

}  // namespace mcp::bridge

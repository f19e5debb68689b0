// The message or failure of a Messages API response does not depend on how it is cut into reads,
// and the stored message is valid in a history.

#include <algorithm>
#include <string>

#include "bridge/engine/message_stream.hpp"
#include "fuzz.hpp"
#include "http/sse_parser.hpp"

namespace {

using mcp::Json;

/// Records its events.
class Scribe final : public mcp::bridge::ModelListener {
 public:
  void message_started(const std::string& id, const std::string&) override { write("m", id); }
  void block_started(int index, const Json& block) override {
    write("s" + std::to_string(index), mcp::to_text(block));
  }
  void text(int index, std::string_view piece) override {
    write("t" + std::to_string(index), piece);
  }
  void thinking(int index, std::string_view piece) override {
    write("h" + std::to_string(index), piece);
  }
  void tool_input(int index, std::string_view piece) override {
    write("i" + std::to_string(index), piece);
  }
  void block_finished(int index, const Json& block) override {
    write("f" + std::to_string(index), mcp::to_text(block));
  }
  void used(const mcp::bridge::Usage& usage) override {
    require(usage.input >= 0 && usage.output >= 0 && usage.cache_read >= 0);
    require(usage.cache_write_5m >= 0 && usage.cache_write_1h >= 0);
    write("u", std::to_string(usage.output));
  }
  void retrying(int, std::chrono::milliseconds, const mcp::bridge::ModelFailure&) override {
    require(false);
  }

  void write(std::string_view what, std::string_view text) {
    all.append(what).append(1, '|').append(text).append(1, '\n');
  }

  std::string all;
};

void require_history(const mcp::bridge::ModelReply& reply) {
  for (const Json& block : reply.content) {
    const Json& type = block.at("type");
    if (type == "text") {
      const auto& text = block.at("text").get_ref<const std::string&>();
      require(text.find_first_not_of(" \t\r\n") != text.npos);
    }
    if (type == "thinking") require(block.at("signature") != "");
    if (type == "tool_use") require(block.at("input").is_object());
  }
}

std::string played(std::string_view stream, std::size_t piece) {
  Scribe scribe;
  mcp::bridge::MessageStream message(scribe);
  mcp::http::SseParser parser(4096);
  bool fits = true;
  for (; fits && !stream.empty(); stream.remove_prefix(std::min(piece, stream.size()))) {
    fits = parser.take(stream.substr(0, piece),
                       [&](const mcp::http::SseEvent& event) { message.take(event); });
  }
  const auto [reply, failure] = message.finish();
  require_history(reply);
  require(!failure == !reply.stop_reason.empty() || reply.stop_reason.empty());
  for (const auto& invalid : reply.invalid_inputs) require(!invalid.id.empty());
  scribe.write(failure ? failure->detail : "complete", mcp::to_text(reply.content));
  return scribe.all;
}

}  // namespace

void fuzz(std::string_view input) {
  if (input.empty()) return;
  const std::size_t piece = static_cast<unsigned char>(input.front()) % 40 + 1;
  require(played(input, piece) == played(input, input.size()));
}

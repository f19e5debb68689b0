#include "fake_anthropic/answer_events.hpp"

#include <algorithm>
#include <utility>

#include "fake_anthropic/thinking_signature.hpp"
#include "text/unicode.hpp"

namespace mcp::test {
namespace {

constexpr std::size_t default_piece = 12;

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

/// Cuts a text into pieces of about `size` bytes, never inside a character.
std::vector<std::string> to_pieces(const std::string& text, std::size_t size) {
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(at + size, text.size());
    if (end < text.size()) end = utf8_boundary(text, end);
    if (end <= at) end = std::min(at + 4, text.size());
    pieces.push_back(text.substr(at, end - at));
    at = end;
  }
  return pieces;
}

class Writer {
 public:
  explicit Writer(const AnswerContext& context) : context_(context) {}

  void start(const Json& usage) {
    Json first = usage;
    first["output_tokens"] = 1;
    add("message_start", {{"message",
                           {{"id", context_.message_id},
                            {"type", "message"},
                            {"role", "assistant"},
                            {"model", context_.model},
                            {"content", Json::array()},
                            {"stop_reason", nullptr},
                            {"stop_sequence", nullptr},
                            {"usage", first}}}});
  }

  void block(const Json& block) {
    const std::string type = block.at("type");
    const std::size_t piece = block.value("piece", default_piece);
    if (type == "text")
      text(block, piece);
    else if (type == "thinking")
      thinking(block, piece);
    else if (type == "tool_use")
      tool(block, piece);
    else
      raw(block);
    ++index_;
  }

  void end(const Json& delta, const Json& usage) {
    add("message_delta", {{"delta", delta}, {"usage", usage}});
    add("message_stop", Json::object());
  }

  std::vector<StreamEvent> take() { return std::move(events_); }

 private:
  void add(const std::string& type, Json data) {
    data["type"] = type;
    events_.push_back({type, std::move(data)});
  }

  void open(const Json& start) {
    add("content_block_start", {{"index", index_}, {"content_block", start}});
  }

  void deltas(const char* type, const char* member, const std::string& all, std::size_t piece) {
    for (const auto& part : to_pieces(all, piece)) delta({{"type", type}, {member, part}});
  }

  void delta(const Json& delta) {
    add("content_block_delta", {{"index", index_}, {"delta", delta}});
  }

  void close() { add("content_block_stop", {{"index", index_}}); }

  std::string filled(const std::string& text) const {
    const std::string with_tools = replaced(text, "${tools}", context_.tools);
    return replaced(replaced(with_tools, "${user}", context_.user_text), "${results}",
                    context_.results);
  }

  void text(const Json& block, std::size_t piece) {
    std::string all;
    for (int count = block.value("repeat", 1); count > 0; --count) {
      all += filled(block.at("text"));
    }
    open({{"type", "text"}, {"text", ""}});
    deltas("text_delta", "text", all, piece);
    for (const Json& citation : block.value("citations", Json::array())) {
      delta({{"type", "citations_delta"}, {"citation", citation}});
    }
    close();
  }

  void thinking(const Json& block, std::size_t piece) {
    const std::string all = filled(block.at("thinking"));
    open({{"type", "thinking"}, {"thinking", ""}, {"signature", ""}});
    deltas("thinking_delta", "thinking", all, piece);
    if (block.value("signed", true)) {
      delta({{"type", "signature_delta"}, {"signature", thinking_signature(context_.model, all)}});
    }
    close();
  }

  void tool(const Json& block, std::size_t piece) {
    const std::string id = "toolu_" + context_.message_id + '_' + std::to_string(index_);
    open({{"type", "tool_use"},
          {"id", block.value("id", id)},
          {"name", block.at("name")},
          {"input", Json::object()}});
    const Json input = block.value("input", Json::object());
    const std::string text = block.value("raw_input", input.empty() ? "" : to_text(input));
    delta({{"type", "input_json_delta"}, {"partial_json", ""}});
    deltas("input_json_delta", "partial_json", filled(text), piece);
    close();
  }

  // A block of a type that the bridge may not know: {"start": block, "deltas": [delta]}.
  void raw(const Json& block) {
    open(block.value("start", block));
    for (const Json& one : block.value("deltas", Json::array())) delta(one);
    close();
  }

  const AnswerContext& context_;
  std::vector<StreamEvent> events_;
  int index_ = 0;
};

bool calls_a_tool(const Json& blocks) {
  return std::ranges::any_of(blocks, [](const Json& block) { return block["type"] == "tool_use"; });
}

}  // namespace

std::vector<StreamEvent> to_events(const Json& answer, const AnswerContext& context) {
  const Json blocks = answer.value("blocks", Json::array());
  Json usage = {{"input_tokens", 10}, {"output_tokens", 5}};
  usage.update(answer.value("usage", Json::object()));
  Writer writer(context);
  writer.start(usage);
  for (const Json& block : blocks) writer.block(block);
  const std::string usual = calls_a_tool(blocks) ? "tool_use" : "end_turn";
  Json delta = {{"stop_reason", answer.value("stop_reason", usual)}, {"stop_sequence", nullptr}};
  if (answer.contains("stop_details")) delta["stop_details"] = answer["stop_details"];
  writer.end(delta, usage);
  return writer.take();
}

}  // namespace mcp::test

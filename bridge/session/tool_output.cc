#include "bridge/session/tool_output.hpp"

#include <algorithm>
#include <string_view>

#include "bridge/session/model_image.hpp"
#include "json/members.hpp"
#include "mcp/codec.hpp"
#include "text/unicode.hpp"

namespace mcp::bridge {
namespace {

constexpr std::size_t longest_for_model = std::size_t{256} << 10;
// Allowed in addition to the limit, so that a text that was cut is not cut again for its note.
constexpr std::size_t longest_note = 200;

struct ForModel {
  Json operator()(const TextContent& content) const { return text_block(content.text); }
  Json operator()(const ImageContent& content) const {
    if (!is_error) return model_image(content);
    return text_block("[An image was left out: the model accepts none with an error]");
  }
  template <class Other>
  Json operator()(const Other& content) const {
    return text_block(to_text(encode(Content(content))));
  }

  bool is_error = false;

  static Json text_block(const std::string& text) { return {{"type", "text"}, {"text", text}}; }
};

}  // namespace

Json blocks_for_model(const CallToolResult& result) {
  Json blocks = Json::array();
  for (const Content& content : result.content) {
    Json block = std::visit(ForModel{result.is_error}, content);
    if (!is_blank_text(block)) blocks.push_back(std::move(block));
  }
  if (blocks.empty() && result.structured) {
    blocks.push_back(ForModel::text_block(to_text(*result.structured)));
  }
  return blocks;
}

std::string text_for_people(const CallToolResult& result) {
  std::string text;
  for (const Content& content : result.content) {
    const auto* words = std::get_if<TextContent>(&content);
    if (!text.empty()) text += '\n';
    text += words ? words->text : to_text(encode(content));
  }
  return text;
}

ScreenedResult screened(const OutputScreen& screen, const CallToolResult& result) {
  ScreenedResult out{.blocks = blocks_for_model(result),
                     .text = {},
                     .structured = result.structured,
                     .is_error = result.is_error};
  const auto note = [&](const GuardVerdict& verdict) {
    out.blocked |= verdict.blocked;
    for (const std::string& flag : verdict.flags) {
      if (std::ranges::find(out.flags, flag) == out.flags.end()) out.flags.push_back(flag);
    }
  };
  for (Json& block : out.blocks) {
    if (block["type"] != "text") continue;
    GuardVerdict verdict = screen.check(block["text"].get_ref<const std::string&>());
    note(verdict);
    block["text"] = std::move(verdict.text);
  }
  GuardVerdict whole = screen.check(text_for_people(result));
  note(whole);
  out.text = std::move(whole.text);
  cut_texts(out.blocks);
  if (out.structured) note(screen.check_strings(*out.structured));
  if (!out.blocked) return out;
  out.text = "A rule of the bridge does not allow the result of this tool.";
  out.blocks = Json::array({ForModel::text_block(out.text)});
  out.structured.reset();
  out.is_error = true;
  return out;
}

bool is_blank_text(const Json& block) {
  return text_in(block, "type") == "text" && is_blank(text_in(block, "text"));
}

void cut_texts(Json& blocks) {
  std::size_t left = longest_for_model;
  for (Json& block : blocks) {
    if (text_in(block, "type") != "text" || !member(block, "text").is_string()) continue;
    std::string& text = block["text"].get_ref<std::string&>();
    const std::size_t size = text.size();
    if (size > left + longest_note) {
      text = beginning_of(text, left) + "\n[Cut: " + std::to_string(size) +
             " bytes in all. Ask for less at once.]";
    }
    left -= std::min(left, size);
  }
}

std::string beginning_of(const std::string& text, std::size_t bytes) {
  return text.size() <= bytes ? text : text.substr(0, utf8_boundary(text, bytes));
}

}  // namespace mcp::bridge

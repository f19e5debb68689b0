#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/guard/output_screen.hpp"
#include "mcp/tool.hpp"

namespace mcp::bridge {

/// A tool's result as the blocks of a `tool_result`. Content for which the Messages API has no
/// block becomes text.
Json blocks_for_model(const CallToolResult& result);

/// A tool's result as one text, for people.
std::string text_for_people(const CallToolResult& result);

/// A tool's result after screening, for the model and for people: without secrets, and with the
/// output rules applied. A result that a rule blocks becomes an error that says so.
struct ScreenedResult {
  Json blocks;
  std::string text;
  std::optional<Json> structured = {};
  bool is_error = false;
  bool blocked = false;
  std::vector<std::string> flags = {};  ///< Names of the rules that matched.
};
ScreenedResult screened(const OutputScreen& screen, const CallToolResult& result);

/// Whether the block is a text without a visible character, which the API refuses.
bool is_blank_text(const Json& block);

/// Cuts the texts of the blocks to a common limit, because a result that fills the context window
/// ends the chat. Idempotent.
void cut_texts(Json& blocks);

/// The first bytes of a text, at most that many, without cutting a character.
std::string beginning_of(const std::string& text, std::size_t bytes);

}  // namespace mcp::bridge

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bridge/guard/output_screen.hpp"
#include "mcp/tool.hpp"

namespace mcp::bridge {

/// A tool's answer as the blocks of a `tool_result`. What the Messages API has no block for becomes
/// text.
Json blocks_for_model(const CallToolResult& result);

/// The same as one text, for people.
std::string text_for_people(const CallToolResult& result);

/// A tool's answer as it leaves the bridge, for the model and for people: without secrets, and as
/// the rules for output want it. One that a rule does not let through is an error that says so.
struct ScreenedResult {
  Json blocks;
  std::string text;
  std::optional<Json> structured = {};
  bool is_error = false;
  bool blocked = false;
  std::vector<std::string> flags = {};  ///< Names of the rules that matched.
};
ScreenedResult screened(const OutputScreen& screen, const CallToolResult& result);

/// Whether it is a text block without a visible character, which the API refuses.
bool is_blank_text(const Json& block);

/// Cuts the texts of such blocks at a limit on all of them: a result that fills the context ends
/// the chat. Doing it again changes nothing.
void cut_texts(Json& blocks);

/// At most that many bytes of it, without cutting a character.
std::string beginning_of(const std::string& text, std::size_t bytes);

}  // namespace mcp::bridge

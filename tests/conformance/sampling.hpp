#pragma once

#include <string>

#include "mcp/content.hpp"

namespace mcp::test {

/// Parameters of `sampling/createMessage` with one text from the user.
inline Json message_for_model(const std::string& text, int max_tokens) {
  const Json content{{"type", "text"}, {"text", text}};
  return {{"messages", Json::array({{{"role", "user"}, {"content", content}}})},
          {"maxTokens", max_tokens}};
}

/// The text in the result of `sampling/createMessage`, whose content is one item or several.
/// Throws `invalid_params` when it is neither.
inline std::string text_of_model(const Json& result) {
  Json content = result.value("content", Json::array());
  if (!content.is_array()) content = Json::array({std::move(content)});
  const auto items = decode<std::vector<Content>>(content).value();
  std::string text;
  for (const auto& item : items) text += text_of(item);
  return text;
}

}  // namespace mcp::test

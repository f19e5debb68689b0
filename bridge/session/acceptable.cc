#include "bridge/session/acceptable.hpp"

#include <string>

#include "bridge/session/model_image.hpp"
#include "bridge/session/tool_output.hpp"
#include "json/members.hpp"

namespace mcp::bridge {
namespace {

Json without_blank_texts(Json blocks) {
  Json kept = Json::array();
  for (Json& block : blocks) {
    if (!is_blank_text(block)) kept.push_back(std::move(block));
  }
  return kept;
}

Json part_of_result(Json part) {
  if (!part.is_object() || text_in(part, "type") != "image") return part;
  const Json source = part.value("source", Json::object());
  const ImageContent image{text_in(source, "data"), text_in(source, "media_type")};
  return model_image(image);
}

void mend_result(Json& block) {
  const auto content = block.find("content");
  if (content == block.end() || !content->is_array()) return;
  Json parts = Json::array();
  for (Json& part : *content) parts.push_back(part_of_result(std::move(part)));
  parts = without_blank_texts(std::move(parts));
  cut_texts(parts);
  *content = std::move(parts);
}

}  // namespace

Json acceptable(Json content) {
  if (!content.is_array()) return content;
  for (Json& block : content) {
    if (block.is_object() && text_in(block, "type") == "tool_result") mend_result(block);
  }
  return without_blank_texts(std::move(content));
}

}  // namespace mcp::bridge

#include "wire/older_content.hpp"

#include <string>

namespace mcp {
namespace {

// Audio becomes an embedded resource, which every revision can carry with its bytes and its type.
Json audio_as_resource(const Json& audio) {
  Json resource{{"uri", "audio:content"}, {"mimeType", audio["mimeType"]}, {"blob", audio["data"]}};
  return {{"type", "resource"}, {"resource", std::move(resource)}};
}

Json link_as_text(const Json& link) {
  return {{"type", "text"},
          {"text", link["name"].get<std::string>() + ": " + link["uri"].get<std::string>()}};
}

void respell(Json& content, const Revision& revision) {
  const Json type = content.value("type", Json());
  if (type == "audio" && !revision.has_audio) content = audio_as_resource(content);
  if (type == "resource_link" && !revision.has_resource_links) content = link_as_text(content);
}

}  // namespace

void respell_call_result(Json& result, const Revision& revision) {
  const auto structured = result.find("structuredContent");
  if (structured != result.end() &&
      (!revision.has_structured_content || !structured->is_object())) {
    result.erase(structured);
  }
  for (auto& content : result["content"]) respell(content, revision);
}

void respell_messages(Json& result, const Revision& revision) {
  for (auto& message : result["messages"]) respell(message["content"], revision);
}

}  // namespace mcp

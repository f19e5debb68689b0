#include "bridge/session/preview.hpp"

#include <initializer_list>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "json/members.hpp"
#include "text/unicode.hpp"

namespace mcp::bridge {
namespace {

bool takes_text(const Json& properties, const char* name) {
  const auto found = properties.find(name);
  return found != properties.end() && found->is_object() && text_in(*found, "type") == "string";
}

// Whether the bytes can be shown in a diff.
bool is_text(std::string_view bytes) {
  return bytes.find('\0') == bytes.npos && is_utf8(bytes);
}

std::optional<std::string> content_of(const Json& input) {
  std::string content = text_in(input, "content");
  return text_in(input, "encoding") == "base64" ? from_base64(content) : content;
}

// Hashes each part with its length, so that different divisions into parts give different hashes.
std::string hash_of(std::initializer_list<std::string_view> parts) {
  Sha256 hash;
  for (const auto part : parts) {
    hash.update(std::to_string(part.size()) + ':');
    hash.update(part);
  }
  return to_hex(hash.finish());
}

// The header lines of the diff. The path is kept on one line, so that a file name cannot imitate
// diff lines.
std::string header(const std::string& path, bool is_new) {
  const bool plain = !has_unsafe_characters(path) && path.find('"') == path.npos;
  const auto name = [&](const std::string& prefix) {
    return plain ? prefix + path : to_text(Json(safe_to_show(prefix + path)));
  };
  return "--- " + (is_new ? "/dev/null" : name("a/")) + "\n+++ " + name("b/") + '\n';
}

}  // namespace

bool writes_file(const Tool& tool) {
  if (tool.annotations.read_only.value_or(false) || !tool.input_schema.is_object()) return false;
  const auto properties = tool.input_schema.find("properties");
  return properties != tool.input_schema.end() && properties->is_object() &&
         takes_text(*properties, "path") && takes_text(*properties, "content");
}

Json preview_of(const Tool& tool, const Json& input, const ReadFile& read,
                const DiffLimits& limits) {
  const std::string path = input.is_object() ? text_in(input, "path") : "";
  const bool is_complete =
      !path.empty() && input.contains("content") && input["content"].is_string();
  if (!writes_file(tool) || !is_complete) return Json::object({{"kind", "none"}});
  const auto old_content = read(path);
  const auto content = content_of(input);
  const Json old_hash = old_content ? Json(sha256_hex(*old_content)) : Json();
  Json preview{{"kind", "none"},
               {"path", path},
               {"unified", ""},
               {"added", 0},
               {"removed", 0},
               {"old_sha256", old_hash},
               {"preview_hash", hash_of({to_text(old_hash), text_in(input, "content"), path,
                                         text_in(input, "mode"), text_in(input, "encoding")})},
               {"truncated", false}};
  if (!content || !is_text(*content) || !is_text(old_content.value_or(""))) return preview;
  const auto diff = diff_lines(old_content.value_or(""), *content, limits);
  preview["kind"] = old_content ? "diff" : "new_file";
  if (!diff.unified.empty()) preview["unified"] = header(path, !old_content) + diff.unified;
  preview["added"] = diff.added;
  preview["removed"] = diff.removed;
  preview["truncated"] = diff.truncated;
  return preview;
}

}  // namespace mcp::bridge

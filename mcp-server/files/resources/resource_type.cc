#include "resources/resource_type.hpp"

#include <algorithm>
#include <array>

#include "reading/media_type.hpp"
#include "text/ascii.hpp"
#include "text/unicode.hpp"

namespace mcp::files {
namespace {

struct KnownExtension {
  std::string_view extension;
  std::string_view media_type;
  bool text;
};

constexpr std::array known_extensions = {
    KnownExtension{"md", "text/markdown", true},
    KnownExtension{"txt", "text/plain", true},
    KnownExtension{"csv", "text/csv", true},
    KnownExtension{"html", "text/html", true},
    KnownExtension{"htm", "text/html", true},
    KnownExtension{"css", "text/css", true},
    KnownExtension{"js", "text/javascript", true},
    KnownExtension{"mjs", "text/javascript", true},
    KnownExtension{"json", "application/json", true},
    KnownExtension{"xml", "application/xml", true},
    KnownExtension{"yaml", "application/yaml", true},
    KnownExtension{"yml", "application/yaml", true},
    KnownExtension{"toml", "application/toml", true},
    KnownExtension{"svg", "image/svg+xml", true},
    KnownExtension{"png", "image/png", false},
    KnownExtension{"jpg", "image/jpeg", false},
    KnownExtension{"jpeg", "image/jpeg", false},
    KnownExtension{"gif", "image/gif", false},
    KnownExtension{"webp", "image/webp", false},
    KnownExtension{"pdf", "application/pdf", false},
    KnownExtension{"zip", "application/zip", false},
    KnownExtension{"gz", "application/gzip", false},
    KnownExtension{"wav", "audio/wav", false},
    KnownExtension{"mp3", "audio/mpeg", false},
    KnownExtension{"mp4", "video/mp4", false},
    KnownExtension{
        "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", false},
    KnownExtension{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                   false},
};

// Whether `media_type` recognizes files of this type.
bool is_recognized(std::string_view type) {
  return type.starts_with("image/") || type.starts_with("audio/") || type == "application/pdf" ||
         type == "application/gzip";
}

const KnownExtension* find_extension(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return nullptr;
  const std::string extension = ascii::lower(name.substr(dot + 1));
  const auto known = std::ranges::find(known_extensions, extension, &KnownExtension::extension);
  return known == known_extensions.end() ? nullptr : &*known;
}

}  // namespace

bool is_text(std::string_view content) {
  return content.find('\0') == std::string_view::npos && is_utf8(content);
}

std::string_view media_type_of_name(std::string_view name) {
  const auto* known = find_extension(name);
  return known ? known->media_type : std::string_view();
}

std::string_view media_type_of(std::string_view name, std::string_view content) {
  const auto* known = find_extension(name);
  if (is_text(content)) return known && known->text ? known->media_type : "text/plain";
  const auto recognized = media_type(content.substr(0, media_head_bytes));
  if (recognized && is_recognized(recognized->name)) return recognized->name;
  // An extension is not believed when files of its type begin in another way. Documents are zip
  // archives, too, so their extension says more.
  const bool plausible = known && !known->text && !is_recognized(known->media_type);
  return plausible ? known->media_type : "application/octet-stream";
}

}  // namespace mcp::files

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <vector>

#include "bytes/base64.hpp"
#include "compat/compat_path.hpp"
#include "compat/compat_tool.hpp"
#include "compat/server_filesystem.hpp"
#include "file_error.hpp"
#include "reading/opened_file.hpp"
#include "reading/replies.hpp"
#include "resources/file_uri.hpp"
#include "text/ascii.hpp"

namespace mcp::files::compat {
namespace {

struct ReadMediaFile {
  std::string path;

  static Object<ReadMediaFile> describe() {
    return Object<ReadMediaFile>().required("path", &ReadMediaFile::path, "");
  }
};

/// The structured result: the content once more.
struct MediaResult {
  std::vector<Json> content;

  static Object<MediaResult> describe() {
    return Object<MediaResult>().required("content", &MediaResult::content, "");
  }
};

struct TypeOfExtension {
  std::string_view extension;
  const char* type;
};

constexpr std::array types = {
    TypeOfExtension{".png", "image/png"},     TypeOfExtension{".jpg", "image/jpeg"},
    TypeOfExtension{".jpeg", "image/jpeg"},   TypeOfExtension{".gif", "image/gif"},
    TypeOfExtension{".webp", "image/webp"},   TypeOfExtension{".bmp", "image/bmp"},
    TypeOfExtension{".svg", "image/svg+xml"}, TypeOfExtension{".mp3", "audio/mpeg"},
    TypeOfExtension{".wav", "audio/wav"},     TypeOfExtension{".ogg", "audio/ogg"},
    TypeOfExtension{".flac", "audio/flac"},
};

std::string type_of(std::string_view name) {
  const std::string extension = ascii::lower(std::filesystem::path(name).extension().string());
  const auto* const found = std::ranges::find(types, extension, &TypeOfExtension::extension);
  return found == types.end() ? "application/octet-stream" : found->type;
}

Content content_of(const OpenedFile& file) {
  const std::string type = type_of(file.place().path.leaf());
  std::string data = to_base64(file.read(0, static_cast<std::size_t>(file.size())));
  if (type.starts_with("image/")) return ImageContent{std::move(data), type};
  if (type.starts_with("audio/")) return AudioContent{std::move(data), type};
  return EmbeddedResource{{.uri = file_uri(std::filesystem::path(absolute_path(file.place()))),
                           .mime_type = type,
                           .blob = std::move(data)}};
}

ToolReply read_media(const ToolAccess& access, ReadMediaFile in, ToolContext& context) {
  Located located = locate(access, in.path, context);
  if (located.asked) return *located.asked;
  const OpenedFile file(access.workspace(), std::move(*located.place));
  if (file.size() > max_media_bytes) {
    throw FileError("E_TOO_LARGE",
                    '`' + file.shown() + "` has " + std::to_string(file.size()) +
                        " bytes, more than the " + std::to_string(max_media_bytes) +
                        " that a result may have",
                    "ask the person for a smaller file");
  }
  CallToolResult result;
  result.content = {content_of(file)};
  result.structured = encode(MediaResult{{Codec<Content>::encode(result.content.front())}});
  return result;
}

}  // namespace

WorkspaceTool read_media_file_tool() {
  return compat_tool<ReadMediaFile, MediaResult>(
      {.name = "read_media_file",
       .title = "Read a picture, a sound or bytes",
       .description = "Returns a file in base64: an image or audio by its extension, otherwise a "
                      "resource.",
       .annotations = only_reads()},
      read_media);
}

}  // namespace mcp::files::compat

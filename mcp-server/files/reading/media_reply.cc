#include "bytes/base64.hpp"
#include "reading/replies.hpp"
#include "resources/file_uri.hpp"

namespace mcp::files {
namespace {

std::string about(const OpenedFile& file, MediaType type) {
  return '`' + file.shown() + "` is " + type.name + ", " + std::to_string(file.size()) + " bytes";
}

Content inline_content(const OpenedFile& file, MediaType type) {
  std::string data = to_base64(file.read(0, static_cast<std::size_t>(file.size())));
  if (type.kind == MediaKind::image) return ImageContent{std::move(data), type.name};
  return AudioContent{std::move(data), type.name};
}

}  // namespace

ResourceLink link_to(const OpenedFile& file, MediaType type) {
  const auto& names = file.place().path.components();
  return {{.uri = file_uri(file.place()),
           .name = names.back(),
           .mime_type = type.name,
           .size = file.size()}};
}

CallToolResult media_reply(const OpenedFile& file, MediaType type) {
  const ReadFileResult result{
      .path = file.shown(), .total_size = file.size(), .mime_type = type.name, .etag = file.etag()};
  CallToolResult reply;
  reply.structured = encode(result);
  const bool is_media = type.kind == MediaKind::image || type.kind == MediaKind::audio;
  if (is_media && file.size() <= max_media_bytes) {
    reply.content = {inline_content(file, type), TextContent{'[' + about(file, type) + ".]"}};
    return reply;
  }
  const std::string why =
      is_media ? ", more than the " + std::to_string(max_media_bytes) + " that can be shown" : "";
  reply.content = {TextContent{'[' + about(file, type) + why +
                               ". To read its bytes, call read_file with encoding base64.]"},
                   link_to(file, type)};
  return reply;
}

}  // namespace mcp::files

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reading/opened_file.hpp"

namespace mcp::files {

/// How a file that is not text can be shown.
enum class MediaKind { image, audio, pdf, other };

struct MediaType {
  MediaKind kind;
  const char* name;  ///< As in "image/png".

  bool operator==(const MediaType&) const = default;
};

/// Enough of the beginning of a file to recognize its type.
inline constexpr std::size_t media_head_bytes = std::size_t{8} << 10;

/// The type of a file that begins with `head`, by its content. Empty: it is text, perhaps in
/// another encoding than UTF-8. UTF-8 without zero bytes is always text.
std::optional<MediaType> media_type(std::string_view head);
std::optional<MediaType> media_type(const OpenedFile& file);

}  // namespace mcp::files

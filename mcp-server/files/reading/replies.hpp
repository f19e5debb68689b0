#pragma once

#include "mcp/tool.hpp"
#include "read_file.hpp"
#include "reading/media_type.hpp"

namespace mcp::files {

/// The largest picture or sound that a result contains: 5 MiB in base64, which is what hosts and
/// models take.
inline constexpr std::uint64_t max_media_bytes = (std::uint64_t{5} << 20) / 4 * 3;

/// Text that was read, as a model sees it: the text itself, and after it which part of the file it
/// is, and where to go on, unless it is the whole file. Several ranges: a heading before each text.
CallToolResult text_reply(const ReadFileResult& result, bool line_numbers);

/// A picture or sound, or a link to a larger or other file. Throws FileError.
CallToolResult media_reply(const OpenedFile& file, MediaType type);

/// A link to a file that is not shown.
ResourceLink link_to(const OpenedFile& file, MediaType type);

}  // namespace mcp::files

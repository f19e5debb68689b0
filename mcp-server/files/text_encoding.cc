#include "text_encoding.hpp"

#include "bytes/base64.hpp"
#include "file_error.hpp"

namespace mcp::files {

EnumNames<TextEncoding> enum_names(TextEncoding) {
  return {{TextEncoding::utf8, "utf8"}, {TextEncoding::base64, "base64"}};
}

std::string_view decoded(TextEncoding encoding, std::string_view content, std::string& storage) {
  if (encoding == TextEncoding::utf8) return content;
  auto bytes = from_base64(content);
  if (!bytes) {
    throw FileError("E_ENCODING", "the content is not valid base64",
                    "use the standard alphabet with padding and no white space, or encoding utf8");
  }
  storage = *std::move(bytes);
  return storage;
}

}  // namespace mcp::files

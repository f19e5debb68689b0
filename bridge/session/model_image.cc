#include "bridge/session/model_image.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "bytes/base64.hpp"

namespace mcp::bridge {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t largest_data = std::size_t{5} << 20;  // in base64

// The media type, by the first bytes; empty for unsupported types.
std::string_view type_of(std::string_view bytes) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> types = {
      {{"\x89PNG\r\n\x1A\n"sv, "image/png"},
       {"\xFF\xD8\xFF"sv, "image/jpeg"},
       {"GIF87a"sv, "image/gif"},
       {"GIF89a"sv, "image/gif"}}};
  for (const auto& [beginning, type] : types) {
    if (bytes.starts_with(beginning)) return type;
  }
  const bool webp = bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP");
  return webp ? "image/webp" : std::string_view();
}

Json left_out(const std::string& why) {
  return {{"type", "text"}, {"text", "[An image was left out: " + why + "]"}};
}

}  // namespace

Json model_image(const ImageContent& image) {
  if (image.data.size() > largest_data) return left_out("it is larger than 5 MB");
  const auto bytes = from_base64(image.data);
  const std::string_view type = bytes ? type_of(*bytes) : std::string_view();
  if (type.empty()) return left_out("the model accepts only PNG, JPEG, GIF and WebP");
  return {{"type", "image"},
          {"source", {{"type", "base64"}, {"media_type", type}, {"data", image.data}}}};
}

}  // namespace mcp::bridge

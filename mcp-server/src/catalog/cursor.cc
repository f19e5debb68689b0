#include "catalog/cursor.hpp"

#include <charconv>

#include "bytes/base64.hpp"

namespace mcp {

std::string to_cursor(std::string_view method, std::uint64_t position) {
  return to_base64url(std::string(method) + '@' + std::to_string(position));
}

std::string to_lister_cursor(std::string_view method, std::string_view mark) {
  return to_base64url(std::string(method) + '+' + std::string(mark));
}

std::optional<std::string> read_lister_cursor(std::string_view method, const Json& params) {
  const auto found = params.find("cursor");
  if (found == params.end() || !found->is_string()) return std::nullopt;
  auto text = from_base64url(found->get_ref<const std::string&>());
  const std::string head = std::string(method) + '+';
  if (!text || !text->starts_with(head)) return std::nullopt;
  return text->substr(head.size());
}

Result<std::uint64_t> read_cursor(std::string_view method, const Json& params) {
  const auto found = params.find("cursor");
  if (found == params.end() || found->is_null()) return std::uint64_t{0};
  const Error invalid(ErrorCode::invalid_params,
                      "Invalid cursor: list again from the beginning, without one");
  if (!found->is_string()) return invalid;
  const auto text = from_base64url(found->get_ref<const std::string&>());
  const std::string head = std::string(method) + '@';
  if (!text || !text->starts_with(head)) return invalid;
  std::uint64_t position = 0;
  const char* end = text->data() + text->size();
  const auto read = std::from_chars(text->data() + head.size(), end, position);
  if (read.ec != std::errc() || read.ptr != end) return invalid;
  return position;
}

}  // namespace mcp

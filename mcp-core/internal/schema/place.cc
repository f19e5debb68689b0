#include "schema/place.hpp"

#include <vector>

#include "mcp/error.hpp"
#include "schema/pointer.hpp"
#include "schema/text.hpp"

namespace mcp::schema {
namespace {

constexpr std::size_t max_shown_pointer = 200;

std::string pointer_to(const Place& place, std::string_view keyword) {
  std::vector<const Place*> way;
  for (const Place* at = &place; at != nullptr; at = at->parent) way.push_back(at);
  std::string pointer;
  for (auto at = way.rbegin(); at != way.rend(); ++at) {
    pointer += (*at)->step;
    if (pointer.size() > max_shown_pointer) break;
  }
  if (!keyword.empty()) append_token(pointer, keyword);
  return clip(pointer, max_shown_pointer);
}

}  // namespace

void refuse(const Place& place, std::string_view keyword, const std::string& problem) {
  const std::string pointer = pointer_to(place, keyword);
  const std::string where = pointer.empty() ? "the schema" : "`" + pointer + "` in the schema";
  throw Error(ErrorCode::invalid_params, where + " " + problem);
}

}  // namespace mcp::schema

#include "json/parse.hpp"

#include <simdjson.h>

#include <optional>
#include <string>

namespace mcp::json {
namespace {

static_assert(padding >= simdjson::SIMDJSON_PADDING);

// A parser keeps its buffers, which for a document of n bytes take about 14 n. Above this size a
// document gets a parser of its own, so that one large message does not stay in memory.
constexpr std::size_t reusable_bytes = std::size_t{1} << 20;

Error refused(std::string message) {
  return Error(ErrorCode::parse_error, message);
}

/// Copies a parsed document into a Json value. Fails only on a duplicate key.
class Builder {
 public:
  bool build(simdjson::dom::element from, Json& to) {
    using simdjson::dom::element_type;
    switch (from.type()) {
      case element_type::OBJECT:
        return build_object(from, to);
      case element_type::ARRAY:
        return build_array(from, to);
      case element_type::STRING:
        to = std::string(std::string_view(from));
        return true;
      case element_type::INT64:
        to = std::int64_t(from);
        return true;
      case element_type::UINT64:
        to = std::uint64_t(from);
        return true;
      case element_type::DOUBLE:
        to = double(from);
        return true;
      case element_type::BOOL:
        to = bool(from);
        return true;
      case element_type::NULL_VALUE:
        to = nullptr;
        return true;
    }
    return false;
  }

  const std::string& duplicate() const { return duplicate_; }

 private:
  bool build_object(simdjson::dom::object from, Json& to) {
    to = Json::object();
    auto& members = to.get_ref<Json::object_t&>();
    for (auto [key, value] : from) {
      const auto [member, inserted] = members.try_emplace(std::string(key));
      if (!inserted) {
        duplicate_ = key;
        return false;
      }
      if (!build(value, member->second)) return false;
    }
    return true;
  }

  bool build_array(simdjson::dom::array from, Json& to) {
    to = Json::array();
    auto& items = to.get_ref<Json::array_t&>();
    items.reserve(from.size());
    for (auto item : from) {
      if (!build(item, items.emplace_back())) return false;
    }
    return true;
  }

  std::string duplicate_;
};

Error explain(simdjson::error_code code, int max_depth) {
  switch (code) {
    case simdjson::DEPTH_ERROR:
      return refused("JSON nested deeper than " + std::to_string(max_depth) + " levels");
    case simdjson::UTF8_ERROR:
      return refused("Not valid UTF-8");
    case simdjson::STRING_ERROR:
      return refused("A string holds an invalid escape or an unpaired surrogate");
    case simdjson::NUMBER_ERROR:
      return refused("A number is malformed or out of range");
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
      return refused("The message is too large");
    case simdjson::EMPTY:
      return refused("Empty message");
    default:
      return refused("Not valid JSON");
  }
}

Result<Json> parse_with(simdjson::dom::parser& parser, PaddedText text, int max_depth) {
  const auto size = text.text.size();
  if (parser.max_depth() != static_cast<std::size_t>(max_depth) || parser.capacity() < size) {
    if (auto code = parser.allocate(size, static_cast<std::size_t>(max_depth))) {
      return explain(code, max_depth);
    }
  }
  simdjson::dom::element document;
  if (auto code = parser.parse(text.text.data(), size, false).get(document)) {
    return explain(code, max_depth);
  }
  Builder builder;
  Json value;
  if (!builder.build(document, value)) {
    return refused("Duplicate key \"" + builder.duplicate().substr(0, 80) + "\"");
  }
  return value;
}

}  // namespace

Result<Json> parse(PaddedText text, int max_depth) {
  if (text.text.size() > reusable_bytes) {
    simdjson::dom::parser parser;
    return parse_with(parser, text, max_depth);
  }
  thread_local simdjson::dom::parser parser;
  return parse_with(parser, text, max_depth);
}

Result<Json> parse(std::string_view text, int max_depth) {
  std::string padded;
  padded.reserve(text.size() + padding);
  padded.assign(text);
  return parse(PaddedText{padded}, max_depth);
}

}  // namespace mcp::json

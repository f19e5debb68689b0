#include "mcp/codec.hpp"

namespace mcp {
namespace {

constexpr std::size_t max_shown = 60;

std::string shown(const Json& value) {
  if (value.is_structured()) return value.is_array() ? "an array" : "an object";
  std::string text = to_text(value);
  if (text.size() <= max_shown) return text;
  text.resize(max_shown);
  const auto byte = [](char c) { return static_cast<unsigned char>(c); };
  while (!text.empty() && (byte(text.back()) & 0xC0) == 0x80) text.pop_back();
  if (!text.empty() && byte(text.back()) >= 0xC0) text.pop_back();
  return text + "...";
}

}  // namespace

void reject(const Json& value, const std::string& expected) {
  throw Error(ErrorCode::invalid_params, "must be " + expected + ", not " + shown(value));
}

void reject_at(const std::string& step, const Error& error) {
  const std::string what = error.what();
  const bool nested = what.starts_with('`') && what.find('`', 1) != std::string::npos;
  throw Error(error.code(), nested ? '`' + step + '.' + what.substr(1) : '`' + step + "` " + what);
}

}  // namespace mcp

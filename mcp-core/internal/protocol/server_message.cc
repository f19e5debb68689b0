#include "protocol/server_message.hpp"

#include <charconv>
#include <cmath>

#include "json/lenient.hpp"
#include "protocol/id_scanner.hpp"
#include "protocol/read_message.hpp"

namespace mcp {
namespace {

// Our request ids are integers, but some servers return them as doubles or strings.
std::optional<std::int64_t> as_integer(const Json& id) {
  if (id.is_number_float()) {
    const double value = id.get<double>();
    const bool fits = value == std::trunc(value) && std::abs(value) < 0x1p53;
    return fits ? std::optional(static_cast<std::int64_t>(value)) : std::nullopt;
  }
  if (!id.is_string()) return std::nullopt;
  const auto& text = id.get_ref<const std::string&>();
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return whole ? std::optional(value) : std::nullopt;
}

void restore_id(Json& object) {
  if (!object.is_object() || object.contains("method") || !object.contains("id")) return;
  if (const auto id = as_integer(object["id"])) object["id"] = *id;
}

Result<Message, Malformed> as_failure(std::string_view text, Malformed malformed) {
  IdScanner scanner;
  scanner.feed(text);
  const auto answered = scanner.response_id();
  if (!answered) return malformed;
  return Message(Response{answered, Error(ErrorCode::protocol_violation,
                                          std::string("The server's answer cannot be read: ") +
                                              malformed.error.what())});
}

template <class Text>
Result<Message, Malformed> read(const Text& from, std::string_view text,
                                const MessageLimits& limits) {
  if (text.size() > limits.max_bytes) return as_failure(text, too_large(limits, {}));
  auto value = json::parse_leniently(from, limits.max_depth);
  if (!value) return as_failure(text, {std::move(value).error(), {}});
  restore_id(*value);
  return read_message(*std::move(value));
}

}  // namespace

Result<Message, Malformed> read_server_message(json::PaddedText text, const MessageLimits& limits) {
  return read(text, text.text, limits);
}

Result<Message, Malformed> read_server_message(std::string_view text, const MessageLimits& limits) {
  return read(text, text, limits);
}

Error server_message_too_large(const MessageLimits& limits) {
  return Error(ErrorCode::protocol_violation,
               "The server's answer is larger than " + std::to_string(limits.max_bytes) + " bytes");
}

}  // namespace mcp

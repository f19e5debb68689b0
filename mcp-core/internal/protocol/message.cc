#include "mcp/message.hpp"

#include "json/parse.hpp"
#include "protocol/id_scanner.hpp"
#include "protocol/read_message.hpp"

namespace mcp {
namespace {

Malformed malformed(ErrorCode code, const std::string& text, std::optional<RequestId> id = {}) {
  return {Error(code, text), std::move(id)};
}

const Json* member(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

Json take(Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? Json() : std::move(*found);
}

Response violation(std::optional<RequestId> id, const char* what) {
  return {std::move(id), Error(ErrorCode::protocol_violation, what)};
}

// A peer must not send a *local* code (see ErrorCode).
ErrorCode to_error_code(std::int64_t code) {
  const bool wire = code > static_cast<int>(ErrorCode::authorization_failed) &&
                    code <= std::numeric_limits<int>::max();
  return wire ? static_cast<ErrorCode>(code) : ErrorCode::internal_error;
}

Response read_error(std::optional<RequestId> id, Json& error) {
  const Json* code = error.is_object() ? member(error, "code") : nullptr;
  const Json* text = error.is_object() ? member(error, "message") : nullptr;
  if (!code || !code->is_number_integer() || !text || !text->is_string()) {
    return violation(std::move(id), "The peer sent an error without an integer code and a message");
  }
  return {std::move(id), Error(to_error_code(code->get<std::int64_t>()), text->get<std::string>(),
                               take(error, "data"))};
}

Result<Message, Malformed> read_response(Json& object) {
  const Json* raw_id = member(object, "id");
  auto id = raw_id ? to_request_id(*raw_id) : std::nullopt;
  const bool has_result = object.contains("result");
  if (object.contains("error") && !has_result) {
    return Message(read_error(std::move(id), object["error"]));
  }
  if (!has_result || object.contains("error")) {
    if (!id) return malformed(ErrorCode::invalid_request, "Neither a request nor a response");
    return Message(violation(id, "The peer sent a response without exactly one of result, error"));
  }
  if (!id) return malformed(ErrorCode::invalid_request, "A result needs the id of its request");
  if (!object["result"].is_object()) {
    return Message(violation(id, "The peer sent a result that is not an object"));
  }
  return Message(Response{std::move(id), take(object, "result")});
}

Result<Message, Malformed> read_call(Json& object) {
  std::optional<RequestId> id;
  if (const Json* raw_id = member(object, "id")) {
    id = to_request_id(*raw_id);
    if (!id) {
      return malformed(ErrorCode::invalid_request, "`id` must be a string or an integer");
    }
  }
  if (!object["method"].is_string()) {
    return malformed(ErrorCode::invalid_request, "`method` must be a string", id);
  }
  Json params = take(object, "params");
  if (!params.is_object() && !params.is_null()) {
    return malformed(ErrorCode::invalid_request, "`params` must be an object", id);
  }
  auto method = std::move(object["method"].get_ref<std::string&>());
  if (!id) return Message(Notification{std::move(method), std::move(params)});
  return Message(Request{*std::move(id), std::move(method), std::move(params)});
}

std::optional<RequestId> readable_id(std::string_view text) {
  IdScanner scanner;
  scanner.feed(text);
  return scanner.request_id();
}

}  // namespace

Result<Message, Malformed> read_message(Json object) {
  if (object.is_array()) {
    return malformed(ErrorCode::invalid_request,
                     "Batches are not supported: send one message each");
  }
  if (!object.is_object()) {
    return malformed(ErrorCode::invalid_request, "A message must be a JSON object");
  }
  const Json* version = member(object, "jsonrpc");
  if (!version || *version != "2.0") {
    const Json* id = object.contains("method") ? member(object, "id") : nullptr;
    return malformed(ErrorCode::invalid_request, "`jsonrpc` must be \"2.0\"",
                     id ? to_request_id(*id) : std::nullopt);
  }
  return object.contains("method") ? read_call(object) : read_response(object);
}

Result<Message, Malformed> parse_message(json::PaddedText text, const MessageLimits& limits) {
  if (text.text.size() > limits.max_bytes) return too_large(limits, readable_id(text.text));
  auto value = json::parse(text, limits.max_depth);
  if (!value) return Malformed{std::move(value).error(), readable_id(text.text)};
  return read_message(*std::move(value));
}

Result<Message, Malformed> parse_message(std::string_view text, const MessageLimits& limits) {
  if (text.size() > limits.max_bytes) return too_large(limits, readable_id(text));
  auto value = json::parse(text, limits.max_depth);
  if (!value) return Malformed{std::move(value).error(), readable_id(text)};
  return read_message(*std::move(value));
}

Malformed too_large(const MessageLimits& limits, std::optional<RequestId> id) {
  return malformed(ErrorCode::parse_error,
                   "The message is larger than " + std::to_string(limits.max_bytes) +
                       " bytes: send it in smaller parts",
                   std::move(id));
}

namespace {

void append_id(std::string& out, const RequestId& id) {
  out += ",\"id\":";
  append_text(out, to_json(id));
}

void append_call(std::string& out, const std::string& method, const Json& params) {
  out += ",\"method\":";
  append_string(out, method);
  if (params.is_null()) return;
  out += ",\"params\":";
  append_text(out, params);
}

void append_error(std::string& out, const Error& error) {
  out += ",\"error\":{\"code\":";
  out += std::to_string(static_cast<int>(error.code()));
  out += ",\"message\":";
  append_string(out, error.what());
  if (!error.data().is_null()) {
    out += ",\"data\":";
    append_text(out, error.data());
  }
  out += '}';
}

struct Appender {
  std::string& out;

  void operator()(const Request& request) const {
    append_id(out, request.id);
    append_call(out, request.method, request.params);
  }
  void operator()(const Notification& notification) const {
    append_call(out, notification.method, notification.params);
  }
  void operator()(const Response& response) const {
    if (response.id) append_id(out, *response.id);
    if (const Error* error = std::get_if<Error>(&response.outcome))
      return append_error(out, *error);
    out += ",\"result\":";
    append_text(out, std::get<Json>(response.outcome));
  }
};

}  // namespace

void append_text(std::string& out, const Message& message) {
  out += "{\"jsonrpc\":\"2.0\"";
  std::visit(Appender{out}, message);
  out += '}';
}

std::string to_text(const Message& message) {
  std::string out;
  append_text(out, message);
  return out;
}

Json to_json(const RequestId& id) {
  return std::visit([](const auto& value) { return Json(value); }, id);
}

std::optional<RequestId> to_request_id(const Json& value) {
  if (value.is_string()) return RequestId(value.get_ref<const std::string&>());
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) return std::nullopt;
  if (value.is_number_integer()) return RequestId(value.get<std::int64_t>());
  return std::nullopt;
}

std::string to_display(const RequestId& id) {
  if (const auto* number = std::get_if<std::int64_t>(&id)) return std::to_string(*number);
  return '"' + std::get<std::string>(id) + '"';
}

}  // namespace mcp

#include <algorithm>

#include "mcp/prompt.hpp"
#include "mcp/resource.hpp"
#include "mcp/tool.hpp"
#include "protocol/meta_property.hpp"

namespace mcp {
namespace {

const Json& required(const Json& object, const char* key) {
  if (!object.is_object()) reject(object, "an object");
  const auto found = object.find(key);
  if (found != object.end()) return *found;
  throw Error(ErrorCode::invalid_params, std::string("missing required property `") + key + '`');
}

const Json* optional(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

template <class T>
T decode_at(const char* key, const Json& json) {
  try {
    return Codec<T>::decode(json);
  } catch (const Error& error) {
    reject_at(key, error);
  }
}

std::optional<CacheHint> decode_cache(const Json& object) {
  const Json* ttl = optional(object, "ttlMs");
  if (!ttl) return std::nullopt;
  CacheHint cache;
  if (ttl->is_number()) {
    cache.ttl = std::chrono::milliseconds(std::max<std::int64_t>(0, ttl->get<std::int64_t>()));
  }
  if (const Json* scope = optional(object, "cacheScope")) {
    cache.scope = decode_at<CacheScope>("cacheScope", *scope);
  }
  return cache;
}

PromptMessage decode_message(const Json& json) {
  return {decode_at<Role>("role", required(json, "role")),
          decode_at<Content>("content", required(json, "content"))};
}

}  // namespace

CallToolResult text(std::string text) {
  return {.content = {TextContent{std::move(text)}}};
}

CallToolResult tool_error(std::string text) {
  return {.content = {TextContent{std::move(text)}}, .is_error = true};
}

CallToolResult structured(Json value) {
  return {.content = {TextContent{to_text(value)}}, .structured = std::move(value)};
}

Json Codec<CallToolResult>::encode(const CallToolResult& result) {
  Json object{{"content", mcp::encode(result.content)}};
  if (result.structured) object["structuredContent"] = *result.structured;
  if (result.is_error) object["isError"] = true;
  put_meta(object, result.meta);
  return object;
}

CallToolResult Codec<CallToolResult>::decode(const Json& json) {
  CallToolResult result;
  result.content = decode_at<std::vector<Content>>("content", required(json, "content"));
  if (const Json* value = optional(json, "structuredContent")) result.structured = *value;
  if (const Json* failed = optional(json, "isError")) {
    result.is_error = decode_at<bool>("isError", *failed);
  }
  result.meta = get_meta(json);
  return result;
}

ReadResourceResult text_resource(std::string uri, std::string text, std::string mime_type) {
  return {.contents = {
              {.uri = std::move(uri), .mime_type = std::move(mime_type), .text = std::move(text)}}};
}

Error resource_not_found(std::string_view uri) {
  return Error(ErrorCode::resource_not_found, "Resource not found", {{"uri", uri}});
}

Json Codec<ReadResourceResult>::encode(const ReadResourceResult& result) {
  Json object{{"contents", mcp::encode(result.contents)}};
  if (result.cache) {
    object["ttlMs"] = result.cache->ttl.count();
    object["cacheScope"] = mcp::encode(result.cache->scope);
  }
  put_meta(object, result.meta);
  return object;
}

ReadResourceResult Codec<ReadResourceResult>::decode(const Json& json) {
  return {decode_at<std::vector<ResourceContents>>("contents", required(json, "contents")),
          decode_cache(json), get_meta(json)};
}

PromptMessage user_message(std::string text) {
  return {Role::user, TextContent{std::move(text)}};
}

PromptMessage assistant_message(std::string text) {
  return {Role::assistant, TextContent{std::move(text)}};
}

Json Codec<GetPromptResult>::encode(const GetPromptResult& result) {
  Json messages = Json::array();
  for (const auto& message : result.messages) {
    messages.push_back(
        {{"role", mcp::encode(message.role)}, {"content", mcp::encode(message.content)}});
  }
  Json object{{"messages", std::move(messages)}};
  if (!result.description.empty()) object["description"] = result.description;
  put_meta(object, result.meta);
  return object;
}

GetPromptResult Codec<GetPromptResult>::decode(const Json& json) {
  GetPromptResult result;
  const Json& messages = required(json, "messages");
  if (!messages.is_array()) throw Error(ErrorCode::invalid_params, "`messages` must be an array");
  for (const auto& message : messages) result.messages.push_back(decode_message(message));
  if (const Json* description = optional(json, "description")) {
    result.description = decode_at<std::string>("description", *description);
  }
  result.meta = get_meta(json);
  return result;
}

}  // namespace mcp

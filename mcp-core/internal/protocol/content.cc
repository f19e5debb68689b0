#include "mcp/content.hpp"

#include "protocol/meta_property.hpp"

namespace mcp {
namespace {

void put_text(Json& object, const char* key, const std::string& value) {
  if (!value.empty()) object[key] = value;
}

void put_annotations(Json& object, const Annotations& annotations) {
  if (annotations != Annotations{}) object["annotations"] = encode(annotations);
}

std::string get_text(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end())
    throw Error(ErrorCode::invalid_params, std::string("missing required property `") + key + '`');
  try {
    return Codec<std::string>::decode(*found);
  } catch (const Error& error) {
    reject_at(key, error);
  }
}

// Many programs write null for an absent property.
template <class T>
T get_or(const Json& object, const char* key, T initial) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return initial;
  try {
    return Codec<T>::decode(*found);
  } catch (const Error& error) {
    reject_at(key, error);
  }
}

Annotations get_annotations(const Json& object) {
  return get_or(object, "annotations", Annotations{});
}

struct Encoder {
  Json operator()(const TextContent& content) const {
    return finish({{"type", "text"}, {"text", content.text}}, content);
  }
  Json operator()(const ImageContent& content) const {
    return finish({{"type", "image"}, {"data", content.data}, {"mimeType", content.mime_type}},
                  content);
  }
  Json operator()(const AudioContent& content) const {
    return finish({{"type", "audio"}, {"data", content.data}, {"mimeType", content.mime_type}},
                  content);
  }
  Json operator()(const EmbeddedResource& content) const {
    return finish({{"type", "resource"}, {"resource", encode(content.resource)}}, content);
  }
  Json operator()(const ResourceLink& link) const {
    Json object = encode(link.resource);
    object["type"] = "resource_link";
    return object;
  }
  Json operator()(const UnknownContent& content) const { return content.json; }

 private:
  template <class C>
  static Json finish(Json object, const C& content) {
    put_annotations(object, content.annotations);
    put_meta(object, content.meta);
    return object;
  }
};

}  // namespace

std::string_view text_of(const Content& content) {
  const auto* text = std::get_if<TextContent>(&content);
  return text ? std::string_view(text->text) : std::string_view();
}

Json Codec<ResourceContents>::encode(const ResourceContents& contents) {
  Json object{{"uri", contents.uri}};
  put_text(object, "mimeType", contents.mime_type);
  if (contents.blob) {
    object["blob"] = *contents.blob;
  } else {
    object["text"] = contents.text.value_or("");
  }
  put_meta(object, contents.meta);
  return object;
}

ResourceContents Codec<ResourceContents>::decode(const Json& json) {
  if (!json.is_object()) reject(json, "an object");
  ResourceContents contents{.uri = get_text(json, "uri")};
  contents.mime_type = get_or(json, "mimeType", std::string());
  contents.text = get_or(json, "text", std::optional<std::string>());
  contents.blob = get_or(json, "blob", std::optional<std::string>());
  contents.meta = get_meta(json);
  if (!contents.text && !contents.blob) {
    throw Error(ErrorCode::invalid_params, "must have `text` or `blob`");
  }
  return contents;
}

Json Codec<Content>::encode(const Content& content) {
  return std::visit(Encoder{}, content);
}

Content Codec<Content>::decode(const Json& json) {
  if (!json.is_object()) reject(json, "an object");
  const std::string type = get_text(json, "type");
  if (type == "text")
    return TextContent{get_text(json, "text"), get_annotations(json), get_meta(json)};
  if (type == "image") {
    return ImageContent{get_text(json, "data"), get_text(json, "mimeType"), get_annotations(json),
                        get_meta(json)};
  }
  if (type == "audio") {
    return AudioContent{get_text(json, "data"), get_text(json, "mimeType"), get_annotations(json),
                        get_meta(json)};
  }
  if (type == "resource_link") return ResourceLink{Codec<Resource>::decode(json)};
  if (type == "resource") {
    return EmbeddedResource{get_or(json, "resource", ResourceContents{}), get_annotations(json),
                            get_meta(json)};
  }
  return UnknownContent{json};
}

}  // namespace mcp

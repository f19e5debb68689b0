#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mcp/describe.hpp"
#include "mcp/implementation.hpp"

namespace mcp {

/// Hints on how a client should use or display content. Empty and absent fields are not sent.
/// Spec: 2026-07-28 server/resources, Annotations.
struct Annotations {
  std::vector<std::string> audience = {};  ///< "user", "assistant".
  std::optional<double> priority = {};     ///< 0 (optional) to 1 (required).
  std::string last_modified = {};          ///< ISO 8601.

  bool operator==(const Annotations&) const = default;
  static Object<Annotations> describe();
};

struct TextContent {
  std::string text;
  Annotations annotations = {};
  Json meta = nullptr;

  bool operator==(const TextContent&) const = default;
};

struct ImageContent {
  std::string data;  ///< Base64.
  std::string mime_type;
  Annotations annotations = {};
  Json meta = nullptr;

  bool operator==(const ImageContent&) const = default;
};

struct AudioContent {
  std::string data;  ///< Base64.
  std::string mime_type;
  Annotations annotations = {};
  Json meta = nullptr;

  bool operator==(const AudioContent&) const = default;
};

/// The content of a resource: text, or bytes in base64.
/// Spec: 2026-07-28 server/resources, Resource Contents.
struct ResourceContents {
  std::string uri;
  std::string mime_type = {};
  std::optional<std::string> text = {};  ///< Set for text.
  std::optional<std::string> blob = {};  ///< Set for binary data: base64.
  Json meta = nullptr;

  bool operator==(const ResourceContents&) const = default;
};

struct EmbeddedResource {
  ResourceContents resource;
  Annotations annotations = {};
  Json meta = nullptr;

  bool operator==(const EmbeddedResource&) const = default;
};

/// A resource that `resources/read` can return. As content of a result it is a link.
/// Spec: 2026-07-28 server/resources, Resource.
struct Resource {
  std::string uri;
  std::string name;
  std::string title = {};
  std::string description = {};
  std::string mime_type = {};
  std::optional<std::uint64_t> size = {};  ///< Bytes, before any encoding.
  Annotations annotations = {};
  std::vector<Icon> icons = {};
  Json meta = nullptr;

  bool operator==(const Resource&) const = default;
  static Object<Resource> describe();
};

/// A link to a resource, which need not appear in `resources/list`.
struct ResourceLink {
  Resource resource;

  bool operator==(const ResourceLink&) const = default;
};

/// Content of a type that this library does not know, unchanged.
struct UnknownContent {
  Json json;

  bool operator==(const UnknownContent&) const = default;
};

/// One item of a tool's result or of a prompt's message.
/// Spec: 2026-07-28 schema, ContentBlock.
using Content = std::variant<TextContent, ImageContent, AudioContent, ResourceLink,
                             EmbeddedResource, UnknownContent>;

/// The text of a content item, empty when it is not text.
std::string_view text_of(const Content& content);

template <>
struct Codec<ResourceContents> {
  static Json encode(const ResourceContents& contents);
  static ResourceContents decode(const Json& json);
};

template <>
struct Codec<Content> {
  static Json encode(const Content& content);
  static Content decode(const Json& json);
};

}  // namespace mcp

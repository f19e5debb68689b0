#include "schema/uri.hpp"

#include <cstddef>

namespace mcp::schema {
namespace {

struct UriParts {
  std::optional<std::string_view> scheme, authority, query, fragment;
  std::string_view path;
};

/// Cuts at the first of `marks`; what was cut off starts with its mark.
std::string_view cut(std::string_view& text, std::string_view marks) {
  const std::size_t end = text.find_first_of(marks);
  const std::string_view head = text.substr(0, end);
  text.remove_prefix(head.size());
  return head;
}

/// Spec: RFC 3986, appendix B.
UriParts parse(std::string_view text) {
  UriParts parts;
  const std::size_t colon = text.find_first_of(":/?#");
  if (colon != std::string_view::npos && colon > 0 && text[colon] == ':') {
    parts.scheme = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    parts.authority = cut(text, "/?#");
  }
  parts.path = cut(text, "?#");
  if (text.starts_with('?')) {
    text.remove_prefix(1);
    parts.query = cut(text, "#");
  }
  if (text.starts_with('#')) parts.fragment = text.substr(1);
  return parts;
}

void drop_last_segment(std::string& path) {
  const std::size_t slash = path.rfind('/');
  path.erase(slash == std::string::npos ? 0 : slash);
}

/// Spec: RFC 3986, 5.2.4.
std::string remove_dot_segments(std::string_view path) {
  std::string result;
  while (!path.empty()) {
    if (path.starts_with("../")) {
      path.remove_prefix(3);
    } else if (path.starts_with("./") || path.starts_with("/./")) {
      path.remove_prefix(2);
    } else if (path == "/.") {
      path = "/";
    } else if (path.starts_with("/../")) {
      path.remove_prefix(3);
      drop_last_segment(result);
    } else if (path == "/..") {
      path = "/";
      drop_last_segment(result);
    } else if (path == "." || path == "..") {
      path = {};
    } else {
      const std::size_t end = path.find('/', 1);
      result += path.substr(0, end);
      path.remove_prefix(end == std::string_view::npos ? path.size() : end);
    }
  }
  return result;
}

/// Spec: RFC 3986, 5.2.3.
std::string merge_paths(const UriParts& base, std::string_view path) {
  if (base.authority && base.path.empty()) return "/" + std::string(path);
  const std::size_t slash = base.path.rfind('/');
  const std::size_t kept = slash == std::string_view::npos ? 0 : slash + 1;
  return std::string(base.path.substr(0, kept)) + std::string(path);
}

}  // namespace

SplitUri split_fragment(std::string_view uri) {
  const std::size_t hash = uri.find('#');
  if (hash == std::string_view::npos) return {uri, std::nullopt};
  return {uri.substr(0, hash), uri.substr(hash + 1)};
}

std::string resolve_uri(std::string_view base_text, std::string_view reference_text) {
  const UriParts base = parse(base_text);
  const UriParts reference = parse(reference_text);
  UriParts target = reference;
  std::string path(reference.path);
  if (reference.scheme || reference.authority || reference.path.starts_with('/')) {
    path = remove_dot_segments(path);
  } else if (reference.path.empty()) {
    path = base.path;
    if (!reference.query) target.query = base.query;
  } else {
    path = remove_dot_segments(merge_paths(base, reference.path));
  }
  if (!reference.scheme) {
    target.scheme = base.scheme;
    if (!reference.authority) target.authority = base.authority;
  }

  std::string result;
  if (target.scheme) result.append(*target.scheme).append(":");
  if (target.authority) result.append("//").append(*target.authority);
  result += path;
  if (target.query) result.append("?").append(*target.query);
  if (target.fragment) result.append("#").append(*target.fragment);
  return result;
}

}  // namespace mcp::schema

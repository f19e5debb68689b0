#include "relative_path.hpp"

#include <simdjson.h>

#include "file_error.hpp"
#include "text/unicode.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t max_path_bytes = 4095;
constexpr std::size_t max_component_bytes = 255;
constexpr std::size_t max_components = 256;

FileError bad_path(const std::string& why, const std::string& fix) {
  return FileError("E_PATH", "the path " + why, fix);
}

void require_component(const std::string& name) {
  if (name == "..") {
    throw bad_path("contains `..`", "name the target directly, relative to the workspace");
  }
  if (name.size() > max_component_bytes) {
    throw FileError("E_NAME_TOO_LONG",
                    "a name in the path has " + std::to_string(name.size()) + " bytes",
                    "use names of at most 255 bytes");
  }
}

}  // namespace

void require_path_text(std::string_view text) {
  const std::string relative = "give a path relative to the workspace, such as src/main.cc";
  if (text.empty()) throw bad_path("is empty", relative);
  if (text.size() > max_path_bytes)
    throw bad_path("is longer than 4095 bytes", "use a shorter path");
  if (!simdjson::validate_utf8(text.data(), text.size())) {
    throw bad_path("is not valid UTF-8", "use another name");
  }
  if (has_unsafe_characters(text)) {
    throw bad_path("contains control or direction characters", "leave them out");
  }
  if (text.find('\\') != std::string_view::npos) {
    throw bad_path("contains a backslash", "separate names with `/`");
  }
  if (text.front() == '~') throw bad_path("begins with `~`, which is not expanded", relative);
  if (text.starts_with("file:")) throw bad_path("is a URI", relative);
}

void require_unreserved(const RelativePath& path) {
  if (path.is_root() || !is_stage_name(path.components().front())) return;
  throw FileError("E_RESERVED", '`' + path.components().front() + "` belongs to the server",
                  "use another path");
}

bool is_stage_name(std::string_view name) {
  return name == stage_name || name.starts_with(own_stage_start);
}

std::vector<std::string> split_path(std::string_view text) {
  std::vector<std::string> components;
  while (!text.empty()) {
    const auto slash = std::min(text.find('/'), text.size());
    const auto name = text.substr(0, slash);
    if (!name.empty() && name != ".") components.emplace_back(name);
    text.remove_prefix(std::min(slash + 1, text.size()));
  }
  return components;
}

RelativePath RelativePath::parse(std::string_view text) {
  require_path_text(text);
  RelativePath path;
  path.components_ = split_path(text);
  for (const auto& name : path.components_) require_component(name);
  if (path.components_.size() > max_components) {
    throw bad_path("has more than 256 levels", "use a path that is less deep");
  }
  require_unreserved(path);
  return path;
}

std::string_view RelativePath::leaf() const {
  return components_.empty() ? std::string_view() : std::string_view(components_.back());
}

RelativePath RelativePath::parent() const {
  RelativePath parent = *this;
  if (!parent.components_.empty()) parent.components_.pop_back();
  return parent;
}

RelativePath RelativePath::child(std::string name) const {
  RelativePath child = *this;
  child.components_.push_back(std::move(name));
  return child;
}

std::string RelativePath::text() const {
  if (components_.empty()) return ".";
  std::string text;
  for (const auto& name : components_) text += (text.empty() ? "" : "/") + name;
  return text;
}

}  // namespace mcp::files

#include "skills/frontmatter.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <charconv>
#include <optional>
#include <regex>
#include <sstream>
#include <vector>

#include "mcp/never_destroyed.hpp"

namespace mcp {
namespace {

constexpr std::size_t max_bytes = 64 << 10;
constexpr std::size_t max_depth = 32;

Error bad_frontmatter(const std::string& why) {
  return Error(ErrorCode::invalid_params, "The frontmatter " + why);
}

std::optional<Json> number(const std::string& text) {
  static const auto& integer = never_destroyed(std::regex("[-+]?[0-9]+"));
  static const auto& based = never_destroyed(std::regex("0o[0-7]+|0x[0-9a-fA-F]+"));
  static const auto& real =
      never_destroyed(std::regex(R"([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?)"));
  const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
  const char* end = text.data() + text.size();
  std::int64_t whole = 0;
  if (std::regex_match(text, based)) {
    const int base = text[1] == 'o' ? 8 : 16;
    if (std::from_chars(begin + 2, end, whole, base).ec == std::errc()) return Json(whole);
    return std::nullopt;
  }
  if (std::regex_match(text, integer) && std::from_chars(begin, end, whole).ec == std::errc()) {
    return Json(whole);
  }
  double fraction = 0;
  if (std::regex_match(text, real) && std::from_chars(begin, end, fraction).ec == std::errc()) {
    return Json(fraction);
  }
  return std::nullopt;
}

// YAML 1.2.2 section 10.3.2, Tag Resolution.
Json plain_scalar(const std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") {
    return nullptr;
  }
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  constexpr std::size_t longest_number = 64;
  if (text.size() <= longest_number) {
    if (auto value = number(text)) return *std::move(value);
  }
  return text;
}

/// Builds the value from the parser's events.
class Builder final : public YAML::EventHandler {
 public:
  Json take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark&, const std::string&) override {
    throw bad_frontmatter("has an anchor, which is not supported");
  }
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {
    throw bad_frontmatter("has an alias, which is not supported");
  }
  void OnNull(const YAML::Mark&, YAML::anchor_t) override { add(nullptr, ""); }

  void OnScalar(const YAML::Mark&, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    if (tag != "?" && tag != "!" && !tag.empty()) throw bad_frontmatter("has the tag " + tag);
    add(tag == "!" ? Json(value) : plain_scalar(value), value);
  }
  void OnSequenceStart(const YAML::Mark&, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(Json::array(), tag);
  }
  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapStart(const YAML::Mark&, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(Json::object(), tag);
  }
  void OnMapEnd() override { open_.pop_back(); }

 private:
  struct Level {
    Json* value;
    std::optional<std::string> key = {};  // of the member whose value comes next
  };

  void open(Json container, const std::string& tag) {
    if (tag != "?" && tag != "!" && !tag.empty()) throw bad_frontmatter("has the tag " + tag);
    if (open_.size() >= max_depth) throw bad_frontmatter("is nested too deeply");
    open_.push_back({add(std::move(container), std::nullopt)});
  }

  // `text` is that of a scalar, which may be a key.
  Json* add(Json value, const std::optional<std::string>& text) {
    if (open_.empty()) return &(root_ = std::move(value));
    auto& [container, key] = open_.back();
    if (container->is_array()) return &container->emplace_back(std::move(value));
    if (key) {
      Json& member = (*container)[*std::exchange(key, std::nullopt)];
      return &(member = std::move(value));
    }
    if (!text) throw bad_frontmatter("has a key that is not a scalar");
    if (container->contains(*text)) throw bad_frontmatter("repeats the key `" + *text + '`');
    key = *text;
    return nullptr;
  }

  Json root_;
  std::vector<Level> open_;
};

// The lines between the first two that are `---`.
std::optional<std::string_view> yaml_of(std::string_view markdown) {
  std::size_t begin = 0;
  for (std::size_t line = 0; line < markdown.size();) {
    const auto end = std::min(markdown.find('\n', line), markdown.size());
    auto text = markdown.substr(line, end - line);
    while (text.ends_with('\r') || text.ends_with(' ')) text.remove_suffix(1);
    if (line == 0 && text != "---") return std::nullopt;
    if (line == 0) {
      begin = std::min(end + 1, markdown.size());
    } else if (text == "---") {
      return markdown.substr(begin, line - begin);
    }
    line = end + 1;
  }
  return std::nullopt;
}

}  // namespace

Result<Json> parse_frontmatter(std::string_view markdown) {
  const auto yaml = yaml_of(markdown);
  if (!yaml)
    return bad_frontmatter("is missing: the file must begin with it, between two lines `---`");
  if (yaml->size() > max_bytes) return bad_frontmatter("is larger than 64 KiB");
  try {
    std::istringstream stream{std::string(*yaml)};
    YAML::Parser parser(stream);
    Builder builder;
    const bool has_document = parser.HandleNextDocument(builder);
    Json value = builder.take();
    Builder rest;
    if (has_document && parser.HandleNextDocument(rest))
      return bad_frontmatter("has two documents");
    if (!value.is_object()) return bad_frontmatter("is not a mapping");
    return value;
  } catch (const YAML::Exception& exception) {
    return bad_frontmatter(std::string("is not valid YAML: ") + exception.what());
  } catch (const Error& error) {
    return error;
  }
}

std::string first_difference(const Json& expected, const Json& found) {
  if (expected == found) return "";
  if (!expected.is_object() || !found.is_object()) return "";
  for (const auto& [key, value] : expected.items()) {
    const auto other = found.find(key);
    if (other == found.end()) return key;
    if (*other == value) continue;
    const auto inner = first_difference(value, *other);
    return inner.empty() ? key : key + '.' + inner;
  }
  for (const auto& [key, value] : found.items()) {
    if (!expected.contains(key)) return key;
  }
  return "";
}

}  // namespace mcp

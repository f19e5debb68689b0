#include "configurations/json_file.hpp"

#include <algorithm>
#include <vector>

#include "json/parse.hpp"
#include "mcp/error.hpp"

namespace mcp::cli {
namespace {

constexpr std::size_t deepest_key = 4;

/// Replaces comments and trailing commas by blanks, so that every other character keeps its place,
/// and notes the lines of keys. Text that is not JSON is left for the parser.
class Scanner {
 public:
  Scanner(std::string& text, std::map<std::string, std::size_t>& lines)
      : text_(text), lines_(lines) {}

  void run() {
    while (at_ < text_.size()) step();
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '\n') ++line_;
    if (c == '/' && skip_comment()) return;
    if (c == '"') return read_string();
    if (c == ':') note_key();
    if (c == '{' || c == '[') path_.emplace_back();
    if (c == '}' || c == ']') close();
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') comma_ = c == ',' ? at_ : none;
    ++at_;
  }

  bool skip_comment() {
    const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : ' ';
    if (next == '/') {
      while (at_ < text_.size() && text_[at_] != '\n') text_[at_++] = ' ';
      return true;
    }
    if (next != '*') return false;
    const auto end = text_.find("*/", at_ + 2);
    const auto last = end == text_.npos ? text_.size() : end + 2;
    for (; at_ < last; ++at_) {
      if (text_[at_] == '\n') {
        ++line_;
      } else {
        text_[at_] = ' ';
      }
    }
    return true;
  }

  void read_string() {
    const auto begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\n') {
      at_ += text_[at_] == '\\' ? 2 : 1;
    }
    at_ = std::min(at_, text_.size());
    string_ = text_.substr(begin, at_ - begin);
    string_line_ = line_;
    comma_ = none;
    if (at_ < text_.size() && text_[at_] == '"') ++at_;
  }

  void note_key() {
    if (path_.empty() || path_.size() > deepest_key) return;
    path_.back() = string_;
    std::string pointer;
    for (const auto& part : path_) pointer += '/' + pointer_part(part);
    lines_.try_emplace(pointer, string_line_);
  }

  void close() {
    if (comma_ != none) text_[comma_] = ' ';
    if (!path_.empty()) path_.pop_back();
  }

  static constexpr std::size_t none = std::string::npos;

  std::string& text_;
  std::map<std::string, std::size_t>& lines_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t comma_ = none;  // a comma that only blanks and comments follow so far
  std::string string_;        // the last string, which may be a key
  std::size_t string_line_ = 1;
  std::vector<std::string> path_;
};

// "LINE:COLUMN: " of the first fault, or nothing where the other parser finds none.
std::string place_of_fault(const std::string& text) {
  try {
    const Json valid = Json::parse(text);
    return "";
  } catch (const Json::parse_error& error) {
    const auto byte = std::min(error.byte == 0 ? 0 : error.byte - 1, text.size());
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<long>(byte), '\n');
    const auto before = byte == 0 ? text.npos : text.rfind('\n', byte - 1);
    const auto column = byte - (before == text.npos ? 0 : before + 1) + 1;
    return std::to_string(line) + ':' + std::to_string(column) + ": ";
  } catch (const Json::exception&) {
    return "";
  }
}

}  // namespace

JsonFile::JsonFile(std::string text) {
  Scanner(text, lines_).run();
  auto parsed = json::parse(text);
  if (!parsed) {
    const std::string place = place_of_fault(text);
    throw Error(ErrorCode::parse_error,
                place + (place.empty() ? parsed.error().what()
                                       : "not valid JSON; check commas, quotes and brackets here"));
  }
  value_ = *std::move(parsed);
}

std::size_t JsonFile::line_of(const std::string& pointer) const {
  const auto found = lines_.find(pointer);
  return found == lines_.end() ? 0 : found->second;
}

std::string pointer_part(const std::string& name) {
  std::string part;
  for (const char c : name) {
    if (c == '~' || c == '/') {
      part += c == '~' ? "~0" : "~1";
    } else {
      part += c;
    }
  }
  return part;
}

}  // namespace mcp::cli

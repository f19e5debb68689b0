#include "shell/words.hpp"

#include <utility>

namespace mcp::cli {
namespace {

/// Reads a line from left to right.
class Splitter {
 public:
  explicit Splitter(std::string_view line) : line_(line) {}

  void run() {
    for (; at_ < line_.size(); ++at_) take(line_[at_]);
    if (!in_word_) return;
    word_.complete = false;
    words_.push_back(std::move(word_));
  }

  std::vector<ShellWord> words_;
  char quote_ = '\0';
  bool escaped_ = false;

 private:
  void take(char c) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (escaped_) return add_escaped(c);
    if (c == '\\' && quote_ != '\'') return begin_escape();
    if (quote_ != '\0') return c == quote_ ? void(quote_ = '\0') : add(c);
    if (blank) return end_word();
    if (c == '"' || c == '\'') return begin_quote(c);
    add(c);
  }

  void begin_word() {
    if (std::exchange(in_word_, true)) return;
    word_ = {.text = {}, .begin = at_};
  }
  void begin_escape() {
    begin_word();
    escaped_ = true;
  }
  void begin_quote(char quote) {
    begin_word();
    quote_ = quote;
  }
  void add(char c) {
    begin_word();
    word_.text += c;
  }
  void add_escaped(char c) {
    escaped_ = false;
    if (quote_ == '"' && c != '"' && c != '\\') word_.text += '\\';
    word_.text += c;
  }
  void end_word() {
    if (std::exchange(in_word_, false)) words_.push_back(std::move(word_));
  }

  const std::string_view line_;
  std::size_t at_ = 0;
  bool in_word_ = false;
  ShellWord word_;
};

}  // namespace

std::vector<ShellWord> words_of(std::string_view line) {
  Splitter splitter(line);
  splitter.run();
  return std::move(splitter.words_);
}

Result<std::vector<std::string>> split_words(std::string_view line) {
  Splitter splitter(line);
  splitter.run();
  if (splitter.quote_ != '\0') {
    return Error(ErrorCode::invalid_params,
                 std::string("the quote ") + splitter.quote_ + " is not closed");
  }
  if (splitter.escaped_) {
    return Error(ErrorCode::invalid_params, "a backslash ends the line; write \\\\ for one");
  }
  std::vector<std::string> texts;
  for (auto& word : splitter.words_) texts.push_back(std::move(word.text));
  return texts;
}

std::string escaped_word(std::string_view word) {
  constexpr std::string_view special = " \t\n\r\"'\\";
  std::string escaped;
  for (const char c : word) {
    if (special.find(c) != special.npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

}  // namespace mcp::cli

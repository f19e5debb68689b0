#include "shell/line_editor.hpp"

#include <histedit.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cwchar>
#include <stdexcept>
#include <utility>

#include "shell/words.hpp"
#include "text/unicode.hpp"

namespace mcp::cli {
namespace {

constexpr std::size_t most_notices = 100;
constexpr std::size_t max_listed_words = 60;

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

// The editor counts characters, not bytes; without UTF-8 it accepts only ASCII.
void use_utf8() {
  std::setlocale(LC_CTYPE, "");
  if (MB_CUR_MAX == 1) std::setlocale(LC_CTYPE, "C.UTF-8");
}

std::size_t columns() {
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

struct LineEditor::Library {
  explicit Library(LineEditor& editor)
      : edit(::el_init("mcp-client", stdin, stderr, stderr)), history(::history_init()) {
    if (!edit || !history) throw std::runtime_error("the line editor cannot use this terminal");
    HistEvent event;
    ::history(history, &event, H_SETSIZE, static_cast<int>(ShellHistory::most_lines));
    ::el_set(edit, EL_CLIENTDATA, &editor);
    ::el_set(edit, EL_EDITOR, "emacs");
    ::el_set(edit, EL_HIST, ::history, history);
    ::el_set(edit, EL_PROMPT, &Library::prompt);
    ::el_set(edit, EL_GETCFN, &Library::get);
    ::el_set(edit, EL_ADDFN, "mcp-complete", "Complete the word", &Library::complete);
    ::el_set(edit, EL_BIND, "^I", "mcp-complete", nullptr);
    ::el_set(edit, EL_BIND, "^R", "em-inc-search-prev", nullptr);
    ::el_source(edit, nullptr);
  }
  ~Library() {
    ::el_end(edit);
    ::history_end(history);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  void remember(const std::string& line) {
    HistEvent event;
    ::history(history, &event, H_ENTER, line.c_str());
  }

  static LineEditor& editor_of(::EditLine* edit) {
    void* editor = nullptr;
    ::el_get(edit, EL_CLIENTDATA, &editor);
    return *static_cast<LineEditor*>(editor);
  }
  static char* prompt(::EditLine* edit) { return editor_of(edit).prompt_.data(); }
  static int get(::EditLine* edit, wchar_t* character) {
    return editor_of(edit).next_character(character);
  }
  static unsigned char complete(::EditLine* edit, int) { return editor_of(edit).complete_word(); }

  ::EditLine* edit;
  ::History* history;
};

LineEditor::LineEditor(Complete complete, ShellHistory& history)
    : complete_(std::move(complete)), history_(history) {
  use_utf8();
  library_ = std::make_unique<Library>(*this);
  for (const auto& line : history_.lines()) library_->remember(line);
}

LineEditor::~LineEditor() = default;

ReadLine LineEditor::read() {
  if (ended_) return {};
  interrupted_ = false;
  ::el_resize(library_->edit);
  // Before the prompt is shown, so that a key that is pressed then is read as one.
  ::el_set(library_->edit, EL_PREP_TERM, 1);
  reading_ = true;
  int count = 0;
  const char* text = ::el_gets(library_->edit, &count);
  reading_ = false;
  show_notices();
  if (ended_) {
    print("\n");
    return {};
  }
  if (interrupted_) {
    print("^C\n");
    ::el_reset(library_->edit);
    return {ReadLine::End::interrupted};
  }
  if (!text || count <= 0) {
    print("\n");
    return {};
  }
  std::string line(text, static_cast<std::size_t>(count));
  while (line.ends_with('\n') || line.ends_with('\r')) line.pop_back();
  if (history_.add(line)) library_->remember(line);
  return {ReadLine::End::line, std::move(line)};
}

void LineEditor::interrupt() {
  interrupted_ = true;
  wakeup_.signal();
}

void LineEditor::end() {
  ended_ = true;
  wakeup_.signal();
}

bool LineEditor::notice(const std::string& text) {
  const std::scoped_lock lock(mutex_);
  if (!reading_) return false;
  if (notices_.size() < most_notices) notices_.push_back(text);
  wakeup_.signal();
  return true;
}

// Waits for a character and meanwhile shows notices. -1 ends the line.
int LineEditor::next_character(wchar_t* character) {
  std::mbstate_t state{};
  while (!interrupted_ && !ended_) {
    show_notices();
    std::array<pollfd, 2> ready = {pollfd{STDIN_FILENO, POLLIN, 0},
                                   pollfd{wakeup_.fd(), POLLIN, 0}};
    if (::poll(ready.data(), ready.size(), -1) < 0 && errno != EINTR) return -1;
    if (ready[1].revents != 0) {
      wakeup_.clear();
      continue;
    }
    if (ready[0].revents == 0) continue;
    char byte = 0;
    if (::read(STDIN_FILENO, &byte, 1) != 1) return 0;
    const std::size_t length = std::mbrtowc(character, &byte, 1, &state);
    if (length <= 1) return 1;
    if (length == static_cast<std::size_t>(-1)) state = {};  // a byte that is not UTF-8 is dropped
  }
  return -1;
}

unsigned char LineEditor::complete_word() {
  const ::LineInfo* info = ::el_line(library_->edit);
  const std::string line(info->buffer, info->cursor);
  const Completions found = complete_(line);
  if (found.words.empty()) return CC_REFRESH_BEEP;
  std::string word = escaped_word(common_beginning(found.words));
  if (found.words.size() == 1 && !word.ends_with('=') && !word.ends_with('/')) word += ' ';
  if (line.substr(found.begin) == word) {
    list(found.words);
    return CC_REDISPLAY;
  }
  const auto typed = characters(std::string_view(line).substr(found.begin));
  ::el_deletestr(library_->edit, static_cast<int>(typed));
  if (::el_insertstr(library_->edit, word.c_str()) != 0) return CC_ERROR;
  return CC_REFRESH;
}

void LineEditor::list(const std::vector<std::string>& words) {
  std::string text = "\n";
  for (std::size_t i = 0; i < std::min(words.size(), max_listed_words); ++i) {
    text += (i > 0 ? "  " : "") + safe_to_show(words[i]);
  }
  if (words.size() > max_listed_words) {
    text += "  and " + std::to_string(words.size() - max_listed_words) + " more";
  }
  print(text + '\n');
}

void LineEditor::show_notices() {
  std::vector<std::string> notices;
  {
    const std::scoped_lock lock(mutex_);
    notices = std::exchange(notices_, {});
  }
  if (notices.empty()) return;
  std::string text;
  for (const auto& notice : notices) {
    text += safe_to_show(notice);
    if (!text.ends_with('\n')) text += '\n';
  }
  show_above(text);
}

// Clears the rows of the typed line, shows the text there, and draws the line again below it.
void LineEditor::show_above(const std::string& text) {
  if (!reading_) return print(text);
  const ::LineInfo* info = ::el_line(library_->edit);
  const std::string_view before(info->buffer, info->cursor);
  const std::size_t rows = (characters(prompt_) + characters(before)) / columns();
  print((rows > 0 ? "\033[" + std::to_string(rows) + "A" : "") + "\r\033[J" + text);
  ::el_set(library_->edit, EL_REFRESH);
}

}  // namespace mcp::cli

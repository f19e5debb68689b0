#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "io/wakeup.hpp"
#include "shell/completion.hpp"
#include "shell/history.hpp"
#include "shell/line_source.hpp"

namespace mcp::cli {

/// Lines that a person types at the terminal (standard input, shown on standard error), with
/// editing, history and completion by Tab. Only one exists at a time.
class LineEditor final : public LineSource {
 public:
  /// What may complete the text before the cursor.
  using Complete = std::function<Completions(std::string_view line)>;

  LineEditor(Complete complete, ShellHistory& history);
  ~LineEditor() override;

  /// The text before each line, safe to show.
  void set_prompt(std::string prompt) { prompt_ = std::move(prompt); }

  ReadLine read() override;
  void interrupt() override;
  void end() override;
  bool notice(const std::string& text) override;
  bool is_reading() const override { return reading_; }

 private:
  struct Library;  // libedit

  int next_character(wchar_t* character);
  unsigned char complete_word();
  void list(const std::vector<std::string>& words);
  void show_notices();
  void show_above(const std::string& text);

  const Complete complete_;
  ShellHistory& history_;
  std::string prompt_ = "> ";
  Wakeup wakeup_;
  std::atomic<bool> reading_ = false;
  std::atomic<bool> interrupted_ = false;
  std::atomic<bool> ended_ = false;
  std::mutex mutex_;
  std::vector<std::string> notices_;  // that are not shown yet
  std::unique_ptr<Library> library_;
};

}  // namespace mcp::cli

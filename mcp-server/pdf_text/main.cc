// mcp-pdf-text FIRST LAST MAX_BYTES: writes the text of some pages of the PDF that is its standard
// input. mcp-server starts it, and trusts nothing that it writes. Its output are lines:
//
//   n COUNT   pages in the document
//   p LENGTH  the text of the next page follows, in so many bytes of UTF-8
//   cut       the text of the next page is incomplete: MAX_BYTES are reached
//   end       all pages were written; instead of it: encrypted, damaged
#include <iconv.h>
#include <poppler/cpp/poppler-document.h>
#include <poppler/cpp/poppler-global.h>
#include <poppler/cpp/poppler-page.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "sandbox.hpp"

namespace {

constexpr std::size_t max_input_bytes = std::size_t{64} << 20;
constexpr std::size_t read_at_once = std::size_t{1} << 20;

std::string read_input() {
  std::string all;
  while (all.size() <= max_input_bytes) {
    const std::size_t before = all.size();
    all.resize(before + read_at_once);
    const ssize_t got = ::read(STDIN_FILENO, all.data() + before, read_at_once);
    all.resize(before + static_cast<std::size_t>(std::max(got, ssize_t{0})));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
  }
  return all;
}

void write_output(std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::write(STDOUT_FILENO, text.data(), text.size());
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) ::_exit(EXIT_FAILURE);
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// Cuts text to at most so many bytes, between characters.
void cut_text(std::string& text, std::size_t most) {
  while (most > 0 && (text[most] & 0xC0) == 0x80) --most;
  text.resize(most);
}

// The conversions that poppler uses; the C library loads them from files, which the sandbox hides,
// and keeps them as long as one is open.
void load_conversions() {
  ::iconv_open("UTF-8", "UTF-16");
  ::iconv_open("UTF-16", "UTF-8");
}

// Poppler ends each page with empty lines.
void remove_empty_end(std::string& text) {
  text.resize(text.find_last_not_of(" \n\f") + 1);
}

std::string text_of_page(const poppler::document& document, int index) {
  const std::unique_ptr<poppler::page> page(document.create_page(index));
  if (!page) return {};
  const auto utf8 =
      page->text(poppler::rectf(), poppler::page::non_raw_non_physical_layout).to_utf8();
  std::string text(utf8.begin(), utf8.end());
  remove_empty_end(text);
  return text;
}

void write_pages(const poppler::document& document, int first, int last, std::size_t most) {
  write_output("n " + std::to_string(document.pages()) + '\n');
  for (int number = first; number <= std::min(last, document.pages()); ++number) {
    std::string text = text_of_page(document, number - 1);
    if (text.size() > most) {
      if (number > first) break;  // the next call returns it
      cut_text(text, most);
      write_output("cut\n");
    }
    most -= text.size();
    write_output("p " + std::to_string(text.size()) + '\n' + text);
  }
  write_output("end\n");
}

int number_of(const char* text) {
  return static_cast<int>(std::clamp(std::strtoll(text, nullptr, 10), 1LL, 1'000'000'000LL));
}

void ignore_message(const std::string&, void*) {}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return EXIT_FAILURE;
  mcp::pdf_text::end_without_reader();
  load_conversions();
  mcp::pdf_text::enter_sandbox();
  poppler::set_debug_error_function(ignore_message, nullptr);
  const std::string input = read_input();
  const std::unique_ptr<poppler::document> document(
      poppler::document::load_from_raw_data(input.data(), static_cast<int>(input.size())));
  if (!document) {
    write_output("damaged\n");
  } else if (document->is_locked()) {
    write_output("encrypted\n");
  } else {
    write_pages(*document, number_of(argv[1]), number_of(argv[2]),
                static_cast<std::size_t>(number_of(argv[3])));
  }
  return EXIT_SUCCESS;
}

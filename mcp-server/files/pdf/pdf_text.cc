#include "pdf/pdf_text.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>

#include "file_error.hpp"
#include "io/wakeup.hpp"
#include "stopped.hpp"
#include "text/unicode.hpp"

namespace mcp::files {
namespace {

using PdfClock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr auto pdf_time = std::chrono::seconds(10);
constexpr std::size_t longest_frame_line = 64;

std::optional<std::uint64_t> page_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = !text.empty() && read.ec == std::errc() && *text.begin() != '-' &&
                         read.ptr == text.data() + text.size();
  return is_number ? std::optional(number) : std::nullopt;
}

/// Takes lines and counted bytes from the front of an output.
class FrameReader {
 public:
  explicit FrameReader(std::string_view rest) : rest_(rest) {}

  /// The next line without its end; empty if it is not complete.
  std::string_view line() {
    const auto end = rest_.substr(0, longest_frame_line).find('\n');
    if (end == std::string_view::npos) return {};
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return line;
  }
  /// The next bytes; nothing if there are fewer.
  std::optional<std::string_view> bytes(std::uint64_t count) {
    if (count > rest_.size()) return std::nullopt;
    const std::string_view bytes = rest_.substr(0, static_cast<std::size_t>(count));
    rest_.remove_prefix(bytes.size());
    return bytes;
  }

 private:
  std::string_view rest_;
};

// Waits until there is output, or its end. Throws E_CANCELLED.
bool has_output(const Descriptor& output, const Wakeup& stopped, const std::stop_token& stop,
                PdfClock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<Milliseconds>(deadline - PdfClock::now()).count();
    std::array<pollfd, 2> polled{pollfd{output.get(), POLLIN, 0}, pollfd{stopped.fd(), POLLIN, 0}};
    const int ready = ::poll(polled.data(), polled.size(), static_cast<int>(std::max(left, 0L)));
    throw_if_stopped(stop);
    if (ready >= 0) return ready > 0;
    if (errno != EINTR) return false;
  }
}

// A program that writes more than it may is stopped.
std::string output_of(const Descriptor& output, std::size_t limit, const std::stop_token& stop) {
  Wakeup stopped;
  const std::stop_callback wake(stop, [&stopped] { stopped.signal(); });
  const auto deadline = PdfClock::now() + pdf_time;
  std::string all;
  std::array<char, 65536> block;
  while (all.size() <= limit && has_output(output, stopped, stop, deadline)) {
    const ssize_t got = ::read(output.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    all.append(block.data(), static_cast<std::size_t>(got));
  }
  return all;
}

}  // namespace

PageRange parse_pages(std::string_view text) {
  const auto dash = text.find('-');
  const auto first = page_number(text.substr(0, dash));
  const bool is_open = dash != std::string_view::npos && dash + 1 == text.size();
  auto last = dash == std::string_view::npos ? first : page_number(text.substr(dash + 1));
  if (is_open && first) last = UINT64_MAX;
  if (!first || !last || *first == 0 || *last < *first) {
    throw FileError("E_INPUT", "pages is not a range of pages",
                    R"(give it as in "3", "3-5" or "3-", counted from 1)");
  }
  return {*first, std::min(*last, *first + std::min(max_pdf_pages - 1, UINT64_MAX - *first))};
}

PdfText parse_pdf_text(std::string_view output, const PdfRequest& request) {
  FrameReader frames(output);
  PdfText text;
  std::uint64_t left = request.max_bytes;
  for (;;) {
    const std::string_view line = frames.line();
    const auto number = line.size() > 2 ? page_number(line.substr(2)) : std::nullopt;
    if (line == "encrypted") text.state = PdfText::State::encrypted;
    if (line == "damaged") text.state = PdfText::State::damaged;
    if (line == "end") text.state = PdfText::State::complete;
    if (line == "cut") text.is_cut = true;
    if (line.starts_with("n ") && number) text.page_count = number;
    if (!line.starts_with("p ") || !number) {
      if (line.starts_with("n ") || line == "cut") continue;
      return text;
    }
    const bool is_wanted = text.pages.size() <= request.last_page - request.first_page;
    const auto bytes = *number <= left && is_wanted ? frames.bytes(*number) : std::nullopt;
    if (!bytes) return text;
    text.pages.push_back(with_replacements(*bytes));
    left -= *number;
  }
}

PdfText read_pdf(const PdfLauncher& launcher, const OpenedFile& file, const PdfRequest& request,
                 const std::stop_token& stop) {
  const Descriptor output = launcher.run(file.fd(), request);
  const std::uint64_t lines = request.last_page - request.first_page + 4;
  const std::size_t limit =
      static_cast<std::size_t>(request.max_bytes + lines * longest_frame_line);
  return parse_pdf_text(output_of(output, limit, stop), request);
}

}  // namespace mcp::files

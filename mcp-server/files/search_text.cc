#include "search_text.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "cursor.hpp"
#include "file_identity.hpp"
#include "search/file_reader.hpp"
#include "search/line_search.hpp"
#include "shown_path.hpp"
#include "text/glob.hpp"
#include "text/unicode.hpp"
#include "tools.hpp"
#include "walk.hpp"

namespace mcp::files {

Object<SearchText> SearchText::describe() {
  return Object<SearchText>()
      .required("query", &SearchText::query, "")
      .optional("path", &SearchText::path, "")
      .optional("regex", &SearchText::regex, "")
      .optional("ignoreCase", &SearchText::ignore_case, "")
      .optional("glob", &SearchText::glob, "Such as **/*.cc")
      .optional("context", &SearchText::context, "", keyword::maximum(10))
      .optional("gitignore", &SearchText::gitignore, "")
      .optional("hidden", &SearchText::hidden, "Also dot files")
      .optional("cursor", &SearchText::cursor, "")
      .optional("limit", &SearchText::limit, "", keyword::minimum(1), keyword::maximum(1000));
}

Object<FoundLine> FoundLine::describe() {
  return Object<FoundLine>()
      .required("path", &FoundLine::path, "Relative to the workspace")
      .required("line", &FoundLine::line, "Its number")
      .required("text", &FoundLine::text, "The line, or the part of a long one around the match")
      .optional("before", &FoundLine::before, "Lines before it")
      .optional("after", &FoundLine::after, "Lines after it");
}

Object<SearchTextResult> SearchTextResult::describe() {
  return Object<SearchTextResult>()
      .optional("matches", &SearchTextResult::matches, "In the order of their paths and lines")
      .optional("cursor", &SearchTextResult::cursor, "To go on; absent at the end")
      .optional("truncated", &SearchTextResult::truncated, "Something is left to search")
      .optional("filesSearched", &SearchTextResult::files_searched, "In this call")
      .optional("filesSkipped", &SearchTextResult::files_skipped,
                "Left out: binary, larger than 64 MiB, or not readable")
      .optional("error", &SearchTextResult::error, "Why nothing was searched");
}

namespace {

constexpr std::chrono::seconds searching_time(5);
constexpr std::size_t max_line_bytes = 400;
constexpr std::size_t bytes_before_hit = 120;

/// Where a search stopped: all files up to `after` are searched, and the lines of `file` up to
/// `line`.
struct Mark {
  std::optional<std::string> after = {};
  std::string file = {};
  std::uint64_t line = 0;

  std::string text() const {
    return after.value_or("") + '\0' + file + '\0' + std::to_string(line);
  }

  // Paths have no zero bytes.
  static Mark parse(const std::optional<std::string>& text) {
    Mark mark;
    if (!text) return mark;
    const auto first = text->find('\0');
    const auto last = text->rfind('\0');
    if (first == text->npos || first == last) {
      throw FileError("E_INPUT", "the cursor is not valid", "call again without a cursor");
    }
    if (first > 0) mark.after = text->substr(0, first);
    mark.file = text->substr(first + 1, last - first - 1);
    mark.line = std::strtoull(text->c_str() + last + 1, nullptr, 10);
    return mark;
  }
};

// Valid UTF-8 without line end; a long line is cut around the hit, which the dots say.
std::string shown_part(std::string_view line, std::size_t hit) {
  std::size_t begin = 0;
  std::string shown;
  if (line.size() > max_line_bytes && hit > bytes_before_hit) {
    begin = utf8_boundary(line, hit - bytes_before_hit);
    shown = "...";
  }
  std::string_view part = line.substr(begin);
  const bool is_cut = part.size() > max_line_bytes;
  if (is_cut) part = part.substr(0, utf8_boundary(part, max_line_bytes));
  shown += part;
  if (is_cut) shown += "...";
  return is_utf8(shown) ? shown : with_replacements(shown);
}

/// Moves over the lines of a text.
class LineCounter {
 public:
  explicit LineCounter(std::string_view text) : text_(text) {}

  /// The number of the line that contains `offset`, which must not be smaller than before.
  std::uint64_t at(std::size_t offset) {
    number_ += static_cast<std::uint64_t>(
        std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_),
                   text_.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
    counted_ = offset;
    return number_;
  }

 private:
  const std::string_view text_;
  std::size_t counted_ = 0;
  std::uint64_t number_ = 1;
};

std::size_t line_begin(std::string_view text, std::size_t at) {
  const auto found = at == 0 ? text.npos : text.rfind('\n', at - 1);
  return found == text.npos ? 0 : found + 1;
}

std::size_t line_end(std::string_view text, std::size_t at) {
  return std::min(text.find('\n', at), text.size());
}

std::string_view line_at(std::string_view text, std::size_t begin, std::size_t end) {
  std::string_view line = text.substr(begin, end - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

class Searching {
 public:
  Searching(const Workspace& workspace, const SearchText& request, std::stop_token stop)
      : workspace_(workspace),
        request_(request),
        stop_(std::move(stop)),
        search_({request.query, request.regex, request.ignore_case}),
        mark_(Mark::parse(read_cursor(request.cursor))) {
    require_usable_glob(request.glob);
  }

  SearchTextResult run() {
    const Place place = workspace_.locate(request_.path, request_.area);
    const bool more = is_file(place) ? search_one(place) : search_directory(place);
    SearchTextResult result{.matches = std::move(found_),
                            .truncated = more,
                            .files_searched = searched_,
                            .files_skipped = skipped_};
    if (more) result.cursor = to_cursor(mark_.text());
    return result;
  }

 private:
  bool is_file(const Place& place) const {
    if (!place.root) return false;
    const Descriptor found = workspace_.open(place, O_PATH);
    return !S_ISDIR(status_of(found.get(), place.shown).st_mode);
  }

  bool search_one(const Place& place) {
    const Descriptor found = workspace_.open(place, O_PATH);
    require_regular(status_of(found.get(), place.shown), place.shown);
    const Place parent{place.root, place.path.parent(), place.shown, place.area};
    const Descriptor directory = workspace_.open(parent, O_RDONLY | O_DIRECTORY);
    return !search_file(directory, std::string(place.path.leaf()), place.shown);
  }

  bool search_directory(const Place& place) {
    const std::string prefix = prefix_of(place);
    Walk walk(workspace_,
              {.gitignore = request_.gitignore,
               .hidden = request_.hidden,
               .after = mark_.after,
               .time = searching_time,
               .status = false},
              stop_);
    walk.run(place, request_.area, [&](const Visited& visited) {
      const bool wanted = S_ISREG(visited.status.st_mode) && visited.directory &&
                          (!request_.glob || glob_matches(*request_.glob, visited.path));
      if (wanted && !search_file(*visited.directory, visited.name, prefix + visited.path)) {
        return false;
      }
      mark_ = {.after = visited.path};
      return true;
    });
    if (walk.has_more() && !walk.last().empty()) mark_.after = walk.last();
    return walk.has_more();
  }

  // False: there was no room for all lines of this file.
  bool search_file(const Descriptor& directory, const std::string& name, const std::string& shown) {
    const auto text = reader_.read(directory, name);
    if (!text) return ++skipped_, true;
    ++searched_;
    const std::uint64_t done = mark_.file == shown ? mark_.line : 0;
    LineCounter lines(*text);
    for (std::size_t from = 0; from < text->size();) {
      const auto hit = search_.next(*text, from);
      if (!hit) break;
      const std::size_t end = line_end(*text, hit->begin);
      from = end + 1;
      const auto line = lines.at(hit->begin);
      if (line <= done) continue;
      if (found_.size() == request_.limit) return false;
      add(*text, *hit, end, line, shown);
      mark_.file = shown;
      mark_.line = line;
    }
    return true;
  }

  void add(std::string_view text, const Hit& hit, std::size_t end, std::uint64_t line,
           const std::string& shown) {
    const std::size_t begin = line_begin(text, hit.begin);
    FoundLine found{shown, line, shown_part(line_at(text, begin, end), hit.begin - begin)};
    for (std::size_t at = begin; found.before.size() < request_.context && at > 0;) {
      const std::size_t previous = line_begin(text, at - 1);
      found.before.push_back(shown_part(line_at(text, previous, at - 1), 0));
      at = previous;
    }
    std::ranges::reverse(found.before);
    for (std::size_t at = end + 1; found.after.size() < request_.context && at < text.size();) {
      const std::size_t next = line_end(text, at);
      found.after.push_back(shown_part(line_at(text, at, next), 0));
      at = next + 1;
    }
    found_.push_back(std::move(found));
  }

  const Workspace& workspace_;
  const SearchText& request_;
  const std::stop_token stop_;
  const LineSearch search_;
  Mark mark_;
  FileReader reader_;
  std::vector<FoundLine> found_;
  std::uint64_t searched_ = 0;
  std::uint64_t skipped_ = 0;
};

}  // namespace

SearchTextResult search_text(const Workspace& workspace, const SearchText& request,
                             std::stop_token stop) {
  return Searching(workspace, request, std::move(stop)).run();
}

namespace {

// As grep prints it: a line is path:number:text, a line of context path-number-text.
std::string to_text(const SearchTextResult& result) {
  std::string text;
  const auto add = [&](const FoundLine& found, char mark, std::uint64_t number,
                       const std::string& line) {
    text +=
        name_to_show(found.path) + mark + std::to_string(number) + mark + safe_to_show(line) + '\n';
  };
  for (const auto& found : *result.matches) {
    const bool has_context = !found.before.empty() || !found.after.empty();
    std::uint64_t number = found.line - found.before.size();
    for (const auto& line : found.before) add(found, '-', number++, line);
    add(found, ':', number++, found.text);
    for (const auto& line : found.after) add(found, '-', number++, line);
    if (has_context) text += "--\n";
  }
  if (text.empty()) text = "(nothing found)\n";
  if (result.files_skipped.value_or(0) > 0) {
    text += "(left out: " + std::to_string(*result.files_skipped) +
            " files that are binary, larger than 64 MiB, or not readable)\n";
  }
  return text + how_to_go_on(result.cursor);
}

ToolReply search(const ToolAccess& access, SearchText in, ToolContext& context) {
  if (auto asked = access.narrow(in, context)) return *asked;
  const auto done = search_text(access.workspace(), in, context.stop());
  return shown_as(to_text(done), done);
}

}  // namespace

WorkspaceTool search_text_tool() {
  return workspace_tool<SearchText, SearchTextResult>(
      {.name = "search_text",
       .title = "Search in files",
       .description = "Finds lines with a text or an RE2 regular expression.",
       .annotations = only_reads()},
      search);
}

}  // namespace mcp::files

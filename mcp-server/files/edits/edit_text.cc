#include "edits/edit_text.hpp"

#include <algorithm>
#include <utility>

#include "edits/lines.hpp"
#include "edits/nearest_lines.hpp"
#include "edits/replacement.hpp"
#include "file_error.hpp"

namespace mcp::files {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t max_named_places = 10;

/// Applies one edit of a list.
class Editing {
 public:
  Editing(std::string_view text, const Edit& edit, std::size_t number, std::size_t count,
          const std::string& shown)
      : text_(text),
        edit_(edit),
        name_(count == 1 ? "oldText" : "oldText of edit " + std::to_string(number)),
        shown_(shown) {}

  AppliedEdit apply(std::string& result, std::size_t max_bytes, Clock::time_point deadline) const {
    require_change();
    const Found found = find_text(text_, edit_.old_text);
    if (found.spans.empty()) throw no_match(deadline);
    if (found.spans.size() > 1 && !edit_.replace_all) throw ambiguous(found);
    if (found.spans.size() > max_places) throw too_many();
    LineEnds line_ends(text_);
    result.clear();
    std::size_t at = 0;
    for (const Span& span : found.spans) {
      result += text_.substr(at, span.begin - at);
      result +=
          replacement(text_, span, found, line_ends.at(span.begin), edit_.old_text, edit_.new_text);
      at = span.end;
      require_size(result.size() + (text_.size() - at), max_bytes);
    }
    result += text_.substr(at);
    return {found.tier, found.spans.size(), line_number(text_, found.spans.front().begin)};
  }

 private:
  void require_change() const {
    if (edit_.old_text.empty()) {
      throw FileError("E_INPUT", name_ + " is empty",
                      "quote the text to replace; to write a whole file use write_file");
    }
    if (edit_.old_text == edit_.new_text) {
      throw FileError("E_INPUT", name_ + " and its newText are equal", "leave this edit out");
    }
  }

  void require_size(std::size_t bytes, std::size_t max_bytes) const {
    if (bytes <= max_bytes) return;
    throw FileError(
        "E_TOO_LARGE",
        "the edited `" + shown_ + "` would have more than " + std::to_string(max_bytes) + " bytes",
        "make a smaller change");
  }

  FileError no_match(Clock::time_point deadline) const {
    const std::string what = name_ + " is not in `" + shown_ + '`';
    const auto nearest = nearest_lines(text_, edit_.old_text, deadline);
    if (!nearest) {
      return FileError("E_NO_MATCH", what,
                       "read the file and copy oldText from it, without line numbers");
    }
    const std::string lines =
        nearest->first == nearest->last
            ? "line " + std::to_string(nearest->first)
            : "lines " + std::to_string(nearest->first) + " to " + std::to_string(nearest->last);
    return FileError("E_NO_MATCH", what + "; most like it is " + lines + ":\n" + nearest->text,
                     "copy oldText from these lines, without their numbers, or read the file again")
        .expecting({{"startLine", nearest->first}, {"endLine", nearest->last}});
  }

  FileError too_many() const {
    return FileError(
        "E_TOO_LARGE",
        name_ + " is in `" + shown_ + "` more than " + std::to_string(max_places) + " times",
        "use a longer oldText, or write the whole file");
  }

  FileError ambiguous(const Found& found) const {
    Json lines = Json::array();
    std::string named;
    for (const Span& span : found.spans) {
      if (lines.size() == max_named_places) break;
      const auto line = line_number(text_, span.begin);
      named += (named.empty() ? "" : ", ") + std::to_string(line);
      lines.push_back(line);
    }
    if (found.spans.size() > max_named_places) named += ", ...";
    return FileError("E_AMBIGUOUS",
                     name_ + " is in `" + shown_ + "` " + std::to_string(found.spans.size()) +
                         " times, in lines " + named,
                     "add lines around it to oldText until it is unique, or set replaceAll")
        .expecting({{"count", found.spans.size()}, {"lines", std::move(lines)}});
  }

  const std::string_view text_;
  const Edit& edit_;
  const std::string name_;
  const std::string& shown_;
};

}  // namespace

Object<Edit> Edit::describe() {
  return Object<Edit>()
      .required("oldText", &Edit::old_text, "From the file, long enough to be unique")
      .required("newText", &Edit::new_text, "")
      .optional("replaceAll", &Edit::replace_all, "");
}

Object<AppliedEdit> AppliedEdit::describe() {
  return Object<AppliedEdit>()
      .required("match", &AppliedEdit::match,
                "What was ignored to find oldText: exact (nothing), lineEnds, indentation, "
                "punctuation")
      .required("replacements", &AppliedEdit::replacements, "How often it was replaced")
      .required("line", &AppliedEdit::line, "Line of the first replacement, before this edit");
}

EditedText edit_text(std::string_view text, std::span<const Edit> edits, const std::string& shown,
                     std::size_t max_bytes, Clock::time_point deadline) {
  EditedText edited{std::string(text), {}};
  std::string next;
  for (std::size_t at = 0; at < edits.size(); ++at) {
    if (Clock::now() > deadline) {
      throw FileError("E_TIMEOUT", "the edits of `" + shown + "` take too long",
                      "make fewer edits in one call");
    }
    const Editing editing(edited.text, edits[at], at + 1, edits.size(), shown);
    edited.edits.push_back(editing.apply(next, max_bytes, deadline));
    std::swap(edited.text, next);
  }
  return edited;
}

}  // namespace mcp::files

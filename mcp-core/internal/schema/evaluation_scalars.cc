#include <string>

#include "schema/evaluation.hpp"
#include "schema/number.hpp"
#include "schema/phrases.hpp"
#include "schema/text.hpp"

namespace mcp::schema {
namespace {

constexpr std::size_t scanned_per_unit = 64;

}  // namespace

bool Evaluation::check_multiple(const Json& divisor, const Json& value, const Where& at) {
  if (is_multiple_of(value, divisor)) return true;
  return report_ != nullptr &&
         complain(about(at.path, phrase({Keyword::multiple_of, &divisor}, value)));
}

bool Evaluation::check_string(const StringRules& rules, const Json& value, const Where& at) {
  const auto& text = value.get_ref<const std::string&>();
  bool ok = true;
  // A code point has one to four bytes, so that most lengths need no counting.
  const bool clear = text.size() <= rules.max_length && text.size() / 4 >= rules.min_length;
  if (!clear) {
    if (!spend(1 + text.size() / scanned_per_unit, at)) return false;
    const std::size_t length = code_points(text);
    const bool too_short = length < rules.min_length;
    if (too_short || length > rules.max_length) {
      if (report_ == nullptr) return false;
      ok = complain(
          about(at.path, phrase({too_short ? Keyword::min_length : Keyword::max_length,
                                 too_short ? rules.min_length_value : rules.max_length_value},
                                value)));
    }
  }
  if (rules.pattern && !matches(*rules.pattern, text, at)) {
    if (report_ == nullptr || stopped_) return false;
    const Json source = rules.pattern->source();
    ok = complain(about(at.path, phrase({Keyword::pattern, &source}, value)));
  }
  return ok;
}

bool Evaluation::matches(const Pattern& pattern, const std::string& text, const Where& at) {
  const Match match = pattern.search(text, scratch_, work_);
  if (match != Match::too_costly) return match == Match::yes;
  return stop(
      at, "takes too long to be matched against the pattern `" + clip(pattern.source(), 80) + "`");
}

}  // namespace mcp::schema

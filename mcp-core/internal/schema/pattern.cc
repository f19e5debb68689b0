#include "schema/pattern.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "schema/ecma_regex.hpp"

namespace mcp::schema {
namespace {

constexpr std::size_t max_source_bytes = 16 << 10;
constexpr std::uint32_t max_nested_groups = 100;

// A failing back reference may compare as much as the whole group without a callout in between.
constexpr std::size_t max_subject_with_back_reference = 4 << 10;

// Scanning this many characters costs as much as one callout.
constexpr std::size_t subject_per_unit = 32;

struct CompileContext {
  pcre2_compile_context* handle = pcre2_compile_context_create(nullptr);
  ~CompileContext() { pcre2_compile_context_free(handle); }
};

/// Charges one search to the work budget. PCRE2's own match limit counts per starting position and
/// not inside a single repeat, so that `a*[bc]` is quadratic under any limit; automatic callouts
/// before every item of the pattern report the position of the matcher.
struct Meter {
  Work& work;
  std::size_t hidden_units;  ///< For what an item may scan before it fails without a callout.
  std::size_t position = 0;
};

int on_item(pcre2_callout_block* block, void* data) {
  auto& meter = *static_cast<Meter*>(data);
  const std::size_t here = block->current_position;
  const std::size_t moved = here > meter.position ? here - meter.position : meter.position - here;
  meter.position = here;
  const bool paid = meter.work.spend(1 + meter.hidden_units + moved / subject_per_unit);
  return paid ? 0 : PCRE2_ERROR_CALLOUT;
}

std::string text_of(int pcre2_error) {
  PCRE2_UCHAR text[160];
  const int length = pcre2_get_error_message(pcre2_error, text, sizeof text);
  return length < 0 ? "malformed" : std::string(reinterpret_cast<const char*>(text));
}

}  // namespace

struct MatchScratch::Memory {
  pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
  pcre2_match_context* context = pcre2_match_context_create(nullptr);

  ~Memory() {
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
  }
};

MatchScratch::MatchScratch(std::size_t max_bytes) : max_bytes_(max_bytes) {}
MatchScratch::~MatchScratch() = default;

void Pattern::Release::operator()(void* code) const {
  pcre2_code_free(static_cast<pcre2_code*>(code));
}

Result<Pattern, PatternProblem> Pattern::compile(std::string_view source) {
  if (source.size() > max_source_bytes) return PatternProblem{"it is longer than 16 KiB"};
  auto translated = translate_regex(source);
  if (!translated) return translated.error();

  CompileContext context;
  pcre2_set_parens_nest_limit(context.handle, max_nested_groups);
  // A lone \uD800 never matches UTF-8 text, but ECMA-262 allows to write it.
  pcre2_set_compile_extra_options(context.handle, PCRE2_EXTRA_ALLOW_SURROGATE_ESCAPES);
  constexpr std::uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF |
                                    PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT;
  int error = 0;
  PCRE2_SIZE offset = 0;
  const std::string& text = translated->text;
  Pattern pattern;
  pattern.code_.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), options,
                                    &error, &offset, context.handle));
  if (!pattern.code_) return PatternProblem{text_of(error)};
  pcre2_pattern_info(static_cast<pcre2_code*>(pattern.code_.get()), PCRE2_INFO_SIZE,
                     &pattern.bytes_);
  pattern.source_ = source;
  pattern.largest_repeat_ = translated->largest_repeat;
  pattern.refers_back_ = translated->refers_back;
  return pattern;
}

Match Pattern::search(std::string_view subject, MatchScratch& scratch, Work& work) const {
  if (refers_back_ && subject.size() > max_subject_with_back_reference) return Match::too_costly;
  // The check for UTF-8 and the search for a first character read the whole subject.
  if (!work.spend(1 + subject.size() / subject_per_unit)) return Match::too_costly;
  if (!scratch.memory_) {
    scratch.memory_ = std::make_unique<MatchScratch::Memory>();
    pcre2_set_heap_limit(scratch.memory_->context, static_cast<std::uint32_t>(std::min<std::size_t>(
                                                       scratch.max_bytes_ / 1024,
                                                       std::numeric_limits<std::uint32_t>::max())));
  }
  Meter meter{work, std::min(largest_repeat_, subject.size()) / subject_per_unit};
  pcre2_set_callout(scratch.memory_->context, on_item, &meter);
  const int result = pcre2_match(static_cast<const pcre2_code*>(code_.get()),
                                 reinterpret_cast<PCRE2_SPTR>(subject.data()), subject.size(), 0, 0,
                                 scratch.memory_->data, scratch.memory_->context);
  if (result >= 0) return Match::yes;
  if (result == PCRE2_ERROR_NOMATCH) return Match::no;
  const bool not_utf8 = result <= PCRE2_ERROR_UTF8_ERR1 && result >= PCRE2_ERROR_UTF8_ERR21;
  return not_utf8 ? Match::no : Match::too_costly;
}

}  // namespace mcp::schema

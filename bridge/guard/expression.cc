#include "bridge/guard/expression.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace mcp::bridge {
namespace {

constexpr std::uint32_t max_nested_groups = 100;
constexpr std::uint32_t max_heap_kib = 16 << 10;

struct FreeData {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
struct FreeContext {
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};
struct FreeCompileContext {
  void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
};

// Counts the steps of a search. PCRE2's own limit starts again at each position of the text;
// callouts before every item of the pattern count over all positions.
struct Meter {
  Expression::Steps& left;
  std::size_t position = 0;
};

int on_item(pcre2_callout_block* block, void* data) {
  auto& meter = *static_cast<Meter*>(data);
  const std::size_t here = block->current_position;
  const std::size_t moved = here > meter.position ? here - meter.position : meter.position - here;
  meter.position = here;
  meter.left -= static_cast<Expression::Steps>(1 + moved / 32);
  return meter.left > 0 ? 0 : PCRE2_ERROR_CALLOUT;
}

}  // namespace

void Expression::Release::operator()(void* code) const {
  pcre2_code_free(static_cast<pcre2_code*>(code));
}

Result<Expression, std::string> Expression::compile(std::string_view pattern) {
  const std::unique_ptr<pcre2_compile_context, FreeCompileContext> context(
      pcre2_compile_context_create(nullptr));
  pcre2_set_parens_nest_limit(context.get(), max_nested_groups);
  constexpr std::uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF |
                                    PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT;
  int error = 0;
  PCRE2_SIZE offset = 0;
  Expression expression;
  expression.code_.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                                       options, &error, &offset, context.get()));
  if (expression.code_) return expression;
  PCRE2_UCHAR text[160] = "malformed";
  pcre2_get_error_message(error, text, sizeof text);
  return std::string(reinterpret_cast<const char*>(text)) + " (at byte " + std::to_string(offset) +
         " of the pattern)";
}

Expression::Search Expression::search(std::string_view text, std::size_t from, Steps& steps,
                                      bool more_follows) const {
  const std::unique_ptr<pcre2_match_data, FreeData> data(pcre2_match_data_create(1, nullptr));
  const std::unique_ptr<pcre2_match_context, FreeContext> context(
      pcre2_match_context_create(nullptr));
  if (steps <= 0) return {.too_costly = true};
  Meter meter{steps, from};
  pcre2_set_heap_limit(context.get(), max_heap_kib);
  pcre2_set_callout(context.get(), on_item, &meter);
  const char* bytes = text.data() ? text.data() : "";
  const std::uint32_t options = PCRE2_NOTEMPTY | (more_follows ? PCRE2_PARTIAL_HARD : 0);
  const int result =
      pcre2_match(static_cast<const pcre2_code*>(code_.get()), reinterpret_cast<PCRE2_SPTR>(bytes),
                  text.size(), from, options, data.get(), context.get());
  if (result == PCRE2_ERROR_NOMATCH) return {};
  if (result < 0 && result != PCRE2_ERROR_PARTIAL) return {.too_costly = true};
  // \K in a lookahead could put the end before the start; PCRE2 10.38 and later reject it.
  const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(data.get());
  if (result == PCRE2_ERROR_PARTIAL) return {.unfinished = ends[0]};
  return {.found = Found{ends[0], ends[1]}};
}

}  // namespace mcp::bridge

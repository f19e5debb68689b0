#include "bridge/guard/rule_stream.hpp"

#include <utility>

#include "bridge/guard/redaction.hpp"
#include "text/unicode.hpp"

namespace mcp::bridge {
namespace {

// Text kept for lookbehind; far more than a pattern can use.
constexpr std::size_t context_bytes = std::size_t{4} << 10;
// Above this size of an unfinished match, the pattern is searched again only at the end.
constexpr std::size_t most_searched = std::size_t{64} << 10;

}  // namespace

RuleStream::RuleStream(const Guard* guard) {
  if (!guard) return;
  for (const Guard::Rule& rule : guard->rules_) {
    const bool changes =
        rule.action == Guard::Action::block || rule.action == Guard::Action::redact;
    if (rule.output && changes) stages_.push_back({.rule = &rule});
  }
}

std::string RuleStream::take(std::string_view piece) {
  return pass(std::string(piece), true);
}

std::string RuleStream::finish() {
  return pass({}, false);
}

// Applies the rules in order; each gets the output of the one before.
std::string RuleStream::pass(std::string text, bool more_follows) {
  for (Stage& stage : stages_) {
    if (blocked_) return {};
    text = pass(stage, text, more_follows);
  }
  return blocked_ ? std::string() : text;
}

std::string RuleStream::pass(Stage& stage, const std::string& piece, bool more_follows) {
  stage.text += piece;
  std::string& text = stage.text;
  const bool wait = text.size() < stage.next_look || text.size() - stage.from > most_searched;
  if (more_follows && wait) return {};
  std::string out;
  Expression::Steps steps = Guard::most_steps;
  auto match = stage.rule->expression.search(text, stage.from, steps, more_follows);
  while (match.found && stage.rule->action == Guard::Action::redact) {
    out.append(text, stage.from, match.found->begin - stage.from).append(redaction);
    stage.from = match.found->end;
    match = stage.rule->expression.search(text, stage.from, steps, more_follows);
  }
  if (match.found || match.too_costly) {
    blocked_ = true;
    return {};
  }
  const std::size_t end = match.unfinished.value_or(text.size());
  out.append(text, stage.from, end - stage.from);
  stage.from = end;
  if (stage.from > 2 * context_bytes) {
    const std::size_t begin = utf8_boundary(text, stage.from - context_bytes);
    text.erase(0, begin);
    stage.from -= begin;
  }
  // Search again only after the text has grown by an eighth: the total cost then stays linear.
  stage.next_look = text.size() + (text.size() - stage.from) / 8 + 1;
  return out;
}

}  // namespace mcp::bridge

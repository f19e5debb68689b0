#include "search/literal.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace mcp::files {
namespace {

constexpr char case_bit = 0x20;

bool is_letter(char c) {
  return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z');
}

char folded(char c) {
  return is_letter(c) ? static_cast<char>(c | case_bit) : c;
}

// How frequent a byte is in source text: the first ones most. Others are rare.
std::size_t rarity(char c) {
  constexpr std::string_view frequent =
      " etaoinsrlcdpmu\nhf_g.,()b;yv:=0w>-1/xk\"TSEIACNRLPD*{}<2F'OMU3B[]&4Gq5+jH#8VW6z9$X7K|QY!JZ";
  return std::min(frequent.find(c), frequent.size());
}

}  // namespace

Literal::Literal(std::string_view text, bool ignores_case)
    : text_(text), ignores_case_(ignores_case) {
  if (ignores_case_) std::ranges::transform(text_, text_.begin(), folded);
  const auto rarest = [this](std::size_t except) {
    std::size_t best = except == 0 && text_.size() > 1 ? 1 : 0;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (i != except && rarity(text_[i]) > rarity(text_[best])) best = i;
    }
    return best;
  };
  first_ = rarest(text_.npos);
  second_ = rarest(first_);
  if (first_ > second_) std::swap(first_, second_);
  const auto fold = [this](char c) { return ignores_case_ && is_letter(c) ? case_bit : '\0'; };
  first_fold_ = fold(text_[first_]);
  second_fold_ = fold(text_[second_]);
}

bool Literal::is_at(const char* place) const {
  if (!ignores_case_) return std::equal(text_.begin(), text_.end(), place);
  return std::equal(text_.begin(), text_.end(), place,
                    [](char wanted, char found) { return wanted == folded(found); });
}

// Advances `at` as long as whole blocks fit before `end`, the last place where it can begin.
const char* Literal::find_wide([[maybe_unused]] const char*& at,
                               [[maybe_unused]] const char* end) const {
#if defined(__SSE2__)
  const __m128i first = _mm_set1_epi8(text_[first_]);
  const __m128i second = _mm_set1_epi8(text_[second_]);
  const __m128i first_fold = _mm_set1_epi8(first_fold_);
  const __m128i second_fold = _mm_set1_epi8(second_fold_);
  const auto block = [](const char* from) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  };
  constexpr std::ptrdiff_t width = sizeof(__m128i);
  for (; end - at >= width; at += width) {
    const __m128i one = _mm_cmpeq_epi8(_mm_or_si128(block(at + first_), first_fold), first);
    const __m128i other = _mm_cmpeq_epi8(_mm_or_si128(block(at + second_), second_fold), second);
    auto places = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_and_si128(one, other)));
    for (; places != 0; places &= places - 1) {
      const char* place = at + std::countr_zero(places);
      if (is_at(place)) return place;
    }
  }
#endif
  return nullptr;
}

std::optional<std::size_t> Literal::find(std::string_view text, std::size_t from) const {
  if (text.size() - from < text_.size()) return std::nullopt;
  const char* at = text.data() + from;
  const char* const end = text.data() + text.size() - text_.size() + 1;
  const char* found = find_wide(at, end);
  for (; !found && at < end; ++at) {
    if (is_at(at)) found = at;
  }
  if (!found) return std::nullopt;
  return static_cast<std::size_t>(found - text.data());
}

}  // namespace mcp::files

#include "schema/ecma_regex.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "schema/general_category.hpp"

namespace mcp::schema {
namespace {

// WhiteSpace and LineTerminator of ECMA-262, and all other code points: classes do not nest.
constexpr std::string_view space =
    "\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}"
    "\\x{feff}";
constexpr std::string_view not_space =
    "\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}"
    "\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}"
    "\\x{ff00}-\\x{10ffff}";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

class Translator {
 public:
  explicit Translator(std::string_view source) : rest_(source) {}

  Result<TranslatedRegex, PatternProblem> run() {
    while (!rest_.empty()) {
      if (!item()) return PatternProblem{problem_};
    }
    return out_;
  }

 private:
  bool refuse(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }

  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  bool take_if(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  void emit(std::string_view text) { out_.text += text; }
  void emit(char c) { out_.text += c; }

  void emit_code_point(std::uint32_t code_point) {
    char digits[8];
    const auto end = std::to_chars(digits, digits + sizeof digits, code_point, 16).ptr;
    emit("\\x{");
    emit(std::string_view(digits, static_cast<std::size_t>(end - digits)));
    emit('}');
  }

  bool item() {
    const char c = take();
    switch (c) {
      case '\\':
        return escape(false);
      case '[':
        return character_class();
      case '(':
        return group();
      case '{':
        braces();
        return true;
      case '}':
      case ']':
        emit('\\');
        emit(c);
        return true;
      case '.':
        emit(dot_matches_all_ ? "." : "[^\\n\\r\\x{2028}\\x{2029}]");
        return true;
      default:
        emit(c);
        return true;
    }
  }

  /// A quantifier, or a literal brace.
  void braces() {
    const std::size_t end = rest_.find('}');
    std::string_view body = rest_.substr(0, end);
    std::size_t minimum = 0;
    const auto [stop, error] = std::from_chars(body.data(), body.data() + body.size(), minimum);
    const auto max = body.substr(static_cast<std::size_t>(stop - body.data()));
    const bool quantifier = end != std::string_view::npos && error != std::errc::invalid_argument &&
                            (max.empty() || max.front() == ',') &&
                            std::all_of(max.begin() + (max.empty() ? 0 : 1), max.end(), is_digit);
    if (!quantifier) {
      emit("\\{");
      return;
    }
    out_.largest_repeat = std::max(out_.largest_repeat, minimum);
    emit('{');
    emit(body);
    emit('}');
    rest_.remove_prefix(end + 1);
  }

  bool group() {
    if (rest_.starts_with('*')) return refuse("there is nothing to repeat before `*`");
    emit('(');
    if (!take_if("?")) return true;
    emit('?');
    for (const std::string_view kind : {":", "=", "!", "<=", "<!", ">", "<", "P<"}) {
      if (!take_if(kind)) continue;
      emit(kind);
      return true;
    }
    if (take_if("P=")) {
      out_.refers_back = true;
      emit("P=");
      return true;
    }
    return inline_flags();
  }

  bool inline_flags() {
    const std::size_t end = rest_.find_first_not_of("ims-");
    if (end == 0 || end == std::string_view::npos || (rest_[end] != ')' && rest_[end] != ':')) {
      return refuse("the group `(?" + std::string(rest_.substr(0, 1)) + "` is not supported");
    }
    const std::string_view flags = rest_.substr(0, end);
    dot_matches_all_ = dot_matches_all_ || flags.find('s') < flags.find('-');
    emit(flags);
    rest_.remove_prefix(end);
    return true;
  }

  bool character_class() {
    // PCRE2 ignores a quantifier after its own empty class.
    if (take_if("]")) return emit("(?:(?!))"), true;
    if (take_if("^]")) return emit("(?s:.)"), true;
    emit('[');
    if (take_if("^")) emit('^');
    while (!rest_.empty()) {
      const char c = take();
      if (c == ']') {
        emit(c);
        return true;
      }
      if (c == '\\') {
        if (!escape(true)) return false;
        continue;
      }
      // A class within a class is nothing special in ECMA-262: `[:` must not start a POSIX class.
      if (c == '[') emit('\\');
      emit(c);
    }
    return refuse("a `[` is not closed");
  }

  bool escape(bool in_class) {
    if (rest_.empty()) return refuse("it ends with a backslash");
    const char c = take();
    const bool same_in_pcre2 = std::string_view("dDwWnrtfb").find(c) != std::string_view::npos;
    if (same_in_pcre2 || !(is_digit(c) || is_letter(c))) {
      // A byte of a longer character stands for itself.
      if (static_cast<unsigned char>(c) < 0x80) emit('\\');
      emit(c);
      return true;
    }
    switch (c) {
      case 'v':
        emit_code_point(0x0b);
        return true;
      case 's':
      case 'S':
        emit_space(c == 's', in_class);
        return true;
      case 'c':
        return control_escape();
      case 'x':
        return hex_escape(2);
      case 'u':
        return unicode_escape();
      case 'p':
      case 'P':
        return property_escape(c);
      case '0':
        return null_escape();
      default:
        if (!in_class && outside_class_escape(c)) return true;
        return refuse("the escape `\\" + std::string(1, c) + "` is unknown" +
                      (in_class ? " in []" : ""));
    }
  }

  bool null_escape() {
    if (!rest_.empty() && is_digit(rest_.front())) return refuse("octal escapes are not allowed");
    emit_code_point(0);
    return true;
  }

  bool outside_class_escape(char c) {
    if (c == 'B' || c == 'A') {
      emit('\\');
      emit(c);
    } else if (c == 'Z' || c == 'z') {
      emit("\\z");
    } else if (c == 'k' && rest_.starts_with('<')) {
      out_.refers_back = true;
      emit("\\k");
    } else if (is_digit(c)) {
      out_.refers_back = true;
      emit("\\g{");
      emit(c);
      while (!rest_.empty() && is_digit(rest_.front())) emit(take());
      emit('}');
    } else {
      return false;
    }
    return true;
  }

  void emit_space(bool positive, bool in_class) {
    if (in_class) {
      emit(positive ? space : not_space);
      return;
    }
    emit(positive ? "[" : "[^");
    emit(space);
    emit(']');
  }

  bool control_escape() {
    if (rest_.empty() || !is_letter(rest_.front())) return refuse("`\\c` needs a letter");
    emit_code_point(static_cast<unsigned char>(take()) & 0x1fU);
    return true;
  }

  std::optional<std::uint32_t> hex_digits(std::size_t count) {
    std::uint32_t value = 0;
    const std::string_view digits = rest_.substr(0, count);
    const auto end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value, 16);
    if (digits.size() < count || error != std::errc() || stop != end) return std::nullopt;
    rest_.remove_prefix(count);
    return value;
  }

  bool hex_escape(std::size_t digits) {
    const auto value = hex_digits(digits);
    if (!value) return refuse("`\\x` and `\\u` need two and four hexadecimal digits");
    emit_code_point(*value);
    return true;
  }

  bool unicode_escape() {
    if (take_if("{")) {
      const std::size_t end = rest_.find('}');
      const auto value = end > 0 && end <= 8 ? hex_digits(end) : std::nullopt;
      if (!value || !take_if("}")) return refuse("`\\u{...}` needs a code point");
      emit_code_point(*value);
      return true;
    }
    const std::string_view before = rest_;
    const auto high = hex_digits(4);
    if (high && *high >= 0xD800 && *high < 0xDC00 && take_if("\\u")) {
      const auto low = hex_digits(4);
      if (low && *low >= 0xDC00 && *low < 0xE000) {
        emit_code_point(0x10000 + ((*high - 0xD800) << 10) + (*low - 0xDC00));
        return true;
      }
    }
    rest_ = before;
    return hex_escape(4);
  }

  bool property_escape(char kind) {
    const bool braced = take_if("{");
    const std::size_t length = braced ? rest_.find('}') : std::min<std::size_t>(1, rest_.size());
    if (length == 0 || length == std::string_view::npos) {
      return refuse("`\\p` needs a property in braces");
    }
    emit('\\');
    emit(kind);
    emit('{');
    emit(pcre2_property(rest_.substr(0, length)));
    emit('}');
    rest_.remove_prefix(length + (braced ? 1 : 0));
    return true;
  }

  std::string_view rest_;
  TranslatedRegex out_;
  std::string problem_;
  bool dot_matches_all_ = false;
};

}  // namespace

Result<TranslatedRegex, PatternProblem> translate_regex(std::string_view source) {
  return Translator(source).run();
}

}  // namespace mcp::schema

#include "bridge/guard/home_paths.hpp"

#include <algorithm>
#include <utility>

#include "text/ascii.hpp"

namespace mcp::bridge {
namespace {

// Longest user name, in bytes.
constexpr std::size_t longest_name = 64;

bool in_name(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '.' ||
         static_cast<unsigned char>(byte) >= 0x80;
}

/// Length of the home directory at the beginning of a text. `undecided`: more text is needed.
struct Home {
  std::size_t length = 0;
  bool undecided = false;
};

Home home_at(std::string_view text, std::string_view parent, bool named, bool ended) {
  const std::size_t same = std::min(text.size(), parent.size());
  if (text.substr(0, same) != parent.substr(0, same)) return {};
  if (same < parent.size()) return {.undecided = !ended};
  std::size_t end = same;
  while (end < text.size() && in_name(text[end])) ++end;
  const std::size_t name = end - same;
  if (name > longest_name || named != (name > 0)) {
    return {.undecided = named && name == 0 && end == text.size() && !ended};
  }
  if (end == text.size() && !ended) return {.undecided = true};
  // A dot at the end belongs to the sentence, not to the path.
  while (end > same && text[end - 1] == '.') --end;
  return {.length = named && end == same ? 0 : end};
}

Home home_at(std::string_view text, bool ended) {
  Home best;
  for (const auto& [parent, named] :
       {std::pair<std::string_view, bool>{"/home/", true}, {"/Users/", true}, {"/root", false}}) {
    const Home home = home_at(text, parent, named, ended);
    best.length = std::max(best.length, home.length);
    best.undecided |= home.undecided;
  }
  return best;
}

}  // namespace

bool HomePaths::step(bool ended, std::string& out) {
  const std::string_view text = std::string_view(held_).substr(at_);
  const std::size_t before = in_word_ ? 1 : std::min(text.find('/'), text.size());
  if (before > 0) {
    out.append(text.substr(0, before));
    at_ += before;
    in_word_ = in_name(text[before - 1]) || text[before - 1] == '~';
    return true;
  }
  const Home home = home_at(text, ended);
  if (home.undecided) return false;
  out += home.length > 0 ? '~' : '/';
  at_ += std::max<std::size_t>(home.length, 1);
  in_word_ = home.length > 0;
  return true;
}

std::string HomePaths::take(std::string_view piece) {
  held_ += piece;
  std::string out;
  while (at_ < held_.size() && step(false, out)) {
  }
  held_.erase(0, std::exchange(at_, 0));
  return out;
}

std::string HomePaths::finish() {
  std::string out;
  while (at_ < held_.size() && step(true, out)) {
  }
  *this = HomePaths();
  return out;
}

std::string without_home_paths(std::string_view text) {
  HomePaths homes;
  std::string out = homes.take(text);
  return out += homes.finish();
}

}  // namespace mcp::bridge

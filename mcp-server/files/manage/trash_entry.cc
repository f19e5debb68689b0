#include "manage/trash_entry.hpp"

#include <charconv>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "file_error.hpp"
#include "utc_time.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t time_letters = 20;  // 2026-11-30T10:00:00Z
constexpr std::size_t fraction_digits = 9;
constexpr std::size_t random_count = 16;    // bytes
constexpr std::size_t random_letters = 22;  // the same in base64url

std::optional<std::time_t> time_in(std::string_view text) {
  try {
    return parse_time(text, "the name");
  } catch (const FileError&) {
    return std::nullopt;
  }
}

std::optional<std::uint64_t> number_in(std::string_view digits) {
  std::uint64_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return number;
}

}  // namespace

TrashName TrashName::make(std::uint64_t bytes) {
  struct timespec now {};
  ::clock_gettime(CLOCK_REALTIME, &now);
  std::string fraction = std::to_string(now.tv_nsec);
  fraction.insert(0, fraction_digits - fraction.size(), '0');
  const std::string text = rfc3339(now) + '-' + fraction + '-' + std::to_string(bytes) + '-' +
                           to_base64url(random_bytes(random_count));
  return {text, now.tv_sec, bytes};
}

std::optional<TrashName> TrashName::parse(std::string_view text) {
  constexpr std::size_t fraction_at = time_letters + 1;
  constexpr std::size_t bytes_at = fraction_at + fraction_digits + 1;
  constexpr std::size_t ending = random_letters + 1;
  if (text.size() <= bytes_at + ending) return std::nullopt;
  const std::size_t random_at = text.size() - random_letters;
  const bool is_divided =
      text[fraction_at - 1] == '-' && text[bytes_at - 1] == '-' && text[random_at - 1] == '-';
  const auto time = time_in(text.substr(0, time_letters));
  const auto fraction = number_in(text.substr(fraction_at, fraction_digits));
  const auto bytes = number_in(text.substr(bytes_at, random_at - 1 - bytes_at));
  const bool is_ours =
      is_divided && time && fraction && bytes && from_base64url(text.substr(random_at)).has_value();
  if (!is_ours) return std::nullopt;
  return TrashName{std::string(text), *time, *bytes};
}

Object<TrashRecord> TrashRecord::describe() {
  return Object<TrashRecord>()
      .required("path", &TrashRecord::path, "From the root, before it was deleted")
      .required("entries", &TrashRecord::entries, "Files and directories");
}

}  // namespace mcp::files

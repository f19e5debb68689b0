#include "changes/diff_text.hpp"

#include <optional>

#include "file_identity.hpp"
#include "resources/resource_type.hpp"
#include "shown_path.hpp"
#include "text/diff.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t max_text_of_diff = std::size_t{8} << 10;

std::uint64_t size_of(const TransactionFile& version) {
  return version.is_new ? version.content.size()
                        : static_cast<std::uint64_t>(version.status.st_size);
}

// Empty: it is not text, or too large.
std::optional<std::string> text_of(const TransactionFile* version, const std::string& shown) {
  if (!version) return std::string();
  if (size_of(*version) > max_digested_bytes) return std::nullopt;
  std::string text = bytes_of(*version, max_digested_bytes, shown);
  if (!is_text(text)) return std::nullopt;
  return text;
}

}  // namespace

std::string bytes_of(const TransactionFile& version, std::uint64_t limit,
                     const std::string& shown) {
  if (version.is_new) return version.content;
  std::string bytes = read_all(version.file.get(), limit, shown);
  if (etag_of_content(bytes, version.status) == version.etag) return bytes;
  throw FileError("E_CONFLICT", '`' + shown + "` is being changed by another program",
                  "read it again and repeat the changes");
}

void DiffText::append(std::string_view text) {
  if (is_full_ || text_.size() + text.size() > max_text_of_diff) {
    is_full_ = true;
    return;
  }
  text_ += text;
}

void DiffText::move(const std::string& from, const std::string& to) {
  append("rename from " + name_to_show(from) + "\nrename to " + name_to_show(to) + '\n');
}

void DiffText::add(const TransactionFile* before, const TransactionFile* after,
                   ChangeResult& result) {
  const std::string name = name_to_show(result.path);
  append("--- " + (before ? name : "/dev/null") + "\n+++ " + (after ? name : "/dev/null") + '\n');
  const auto old_text = text_of(before, result.path);
  const auto new_text = text_of(after, result.path);
  if (!old_text || !new_text) return append("(not text, or larger than 8 MiB)\n");
  const std::size_t left = max_text_of_diff - text_.size();
  const TextDiff diff = diff_lines(*old_text, *new_text, {.max_text = left});
  result.added = diff.added;
  result.removed = diff.removed;
  append(diff.unified);
  if (diff.truncated) is_full_ = true;
}

}  // namespace mcp::files

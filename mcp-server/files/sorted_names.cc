#include "sorted_names.hpp"

#include <algorithm>

#include "directory_names.hpp"
#include "file_error.hpp"
#include "relative_path.hpp"
#include "stopped.hpp"

namespace mcp::files {
namespace {

constexpr std::size_t names_between_checks = 4096;

}  // namespace

const NamedEntry* SortedNames::next() {
  if (given_ == batch_.size()) {
    if (!has_more_) return nullptr;
    read_batch();
    if (batch_.empty()) return nullptr;
  }
  return &batch_[given_++];
}

void SortedNames::read_batch() {
  if (has_read_) {
    last_ = batch_.back().name;
    batch_size_ = std::min(2 * batch_size_, largest_batch);
  }
  batch_.clear();
  bound_.clear();
  given_ = 0;
  has_more_ = false;
  DirectoryReader reader(directory_.get());
  std::size_t count = 0;
  while (const dirent* found = reader.next()) {
    if (++count % names_between_checks == 0) throw_if_stopped(stop_);
    add(found->d_name, found->d_type);
  }
  if (reader.error() != 0) throw system_error(reader.error(), options_.shown);
  if (batch_.size() > batch_size_) keep_first();
  std::ranges::sort(batch_, {}, &NamedEntry::name);
  has_read_ = true;
}

void SortedNames::add(const char* name, unsigned char type) {
  if (!is_wanted(name)) return;
  if (!bound_.empty() && bound_ <= name) return;
  batch_.push_back({name, type});
  if (batch_.size() == 2 * batch_size_) keep_first();
}

bool SortedNames::is_wanted(std::string_view name) const {
  if (options_.without_stages && is_stage_name(name)) return false;
  return has_read_ ? name > last_ : name >= options_.from;
}

// Drops the names that come too late for this batch.
void SortedNames::keep_first() {
  const auto end = batch_.begin() + static_cast<std::ptrdiff_t>(batch_size_);
  std::ranges::nth_element(batch_, end, {}, &NamedEntry::name);
  bound_ = end->name;
  batch_.erase(end, batch_.end());
  has_more_ = true;
}

}  // namespace mcp::files

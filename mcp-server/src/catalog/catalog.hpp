#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace mcp {

/// Entries by name, in the order in which they were added. A reader may keep an entry after it was
/// removed. Any thread.
template <class Entry>
class Catalog {
 public:
  using Pointer = std::shared_ptr<const Entry>;

  struct Page {
    std::vector<Pointer> entries;
    std::optional<std::uint64_t> next;  ///< Where the next page starts; empty on the last one.
  };

  /// Throws std::invalid_argument when the name is taken.
  void add(std::string name, Entry entry) {
    std::unique_lock lock(mutex_);
    if (positions_.contains(name)) throw std::invalid_argument("there is already a `" + name + '`');
    const auto position = next_++;
    entries_.emplace(position, std::make_shared<const Entry>(std::move(entry)));
    positions_.emplace(std::move(name), position);
  }

  bool remove(std::string_view name) {
    std::unique_lock lock(mutex_);
    const auto found = positions_.find(name);
    if (found == positions_.end()) return false;
    entries_.erase(found->second);
    positions_.erase(found);
    return true;
  }

  /// Replaces the entry by a changed copy. False: there is none.
  template <class Change>
  bool change(std::string_view name, Change change) {
    std::unique_lock lock(mutex_);
    const auto found = positions_.find(name);
    if (found == positions_.end()) return false;
    Pointer& entry = entries_.at(found->second);
    auto changed = std::make_shared<Entry>(*entry);
    change(*changed);
    entry = std::move(changed);
    return true;
  }

  Pointer find(std::string_view name) const {
    std::shared_lock lock(mutex_);
    const auto found = positions_.find(name);
    return found == positions_.end() ? nullptr : entries_.at(found->second);
  }

  /// Up to `size` entries from position `from` on. Positions are never reused, so a cursor stays
  /// valid when the catalog changes.
  Page page(std::uint64_t from, std::size_t size) const {
    std::shared_lock lock(mutex_);
    Page page;
    for (auto entry = entries_.lower_bound(from); entry != entries_.end(); ++entry) {
      if (page.entries.size() == size) {
        page.next = entry->first;
        break;
      }
      page.entries.push_back(entry->second);
    }
    return page;
  }

  /// The first entry for which `matches` returns true.
  template <class Matches>
  Pointer find_if(Matches matches) const {
    std::shared_lock lock(mutex_);
    for (const auto& [position, entry] : entries_) {
      if (matches(*entry)) return entry;
    }
    return nullptr;
  }

  /// Whether there has ever been an entry: a capability stays declared when its catalog becomes
  /// empty.
  bool used() const {
    std::shared_lock lock(mutex_);
    return next_ != 0;
  }

 private:
  mutable std::shared_mutex mutex_;
  std::uint64_t next_ = 0;
  std::map<std::uint64_t, Pointer> entries_;
  std::map<std::string, std::uint64_t, std::less<>> positions_;
};

}  // namespace mcp

#include "response_cache.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "json/members.hpp"
#include "json_memory.hpp"
#include "wire/methods.hpp"

namespace mcp {
namespace {

// Skills are resources, and their entries change with them.
constexpr std::string_view skills_list = "skills/list";
constexpr std::string_view skills_get = "skills/get";

// `server/discover` is the ping of 2026-07-28, so it is always sent.
bool is_kept(std::string_view method) {
  return (method::is_cacheable(method) && method != method::discover) || method == skills_list ||
         method == skills_get;
}

std::string prefix_of(std::string_view method) {
  return std::string(method) + '\n';
}

// The parameters without `_meta`, which does not affect the result. Members are in order.
std::string key_of(std::string_view method, const Json& params) {
  Json relevant = params.is_object() ? params : Json::object();
  relevant.erase("_meta");
  return prefix_of(method) + to_text(relevant);
}

bool has_input(const Json& params) {
  return params.is_object() &&
         (params.contains("inputResponses") || params.contains("requestState"));
}

}  // namespace

std::optional<Json> ResponseCache::find(std::string_view method, const Json& params,
                                        Clock::time_point now) {
  if (!options_ || !is_kept(method) || has_input(params)) return std::nullopt;
  const std::string key = key_of(method, params);
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return std::nullopt;
  if (now < found->second.fresh_until) return found->second.result;
  drop(found);
  return std::nullopt;
}

void ResponseCache::use_for(std::uint64_t authorization) {
  if (!options_) return;
  const std::scoped_lock lock(mutex_);
  if (authorization == std::exchange(authorization_, authorization)) return;
  ++version_;
  drop_keys("");
}

std::uint64_t ResponseCache::version() const {
  const std::scoped_lock lock(mutex_);
  return version_;
}

void ResponseCache::store(std::string_view method, const Json& params, const Json& result,
                          std::uint64_t version, Clock::time_point now) {
  if (!options_ || !is_kept(method) || has_input(params)) return;
  const std::chrono::milliseconds ttl(count_in(result, "ttlMs").value_or(0));
  const std::string key = key_of(method, params);
  const std::scoped_lock lock(mutex_);
  if (const auto old = entries_.find(key); old != entries_.end()) drop(old);
  const std::size_t bytes = memory_of(result) + key.size();
  if (ttl.count() == 0 || version != version_ || bytes > options_->max_bytes) return;
  make_room(bytes, now);
  if (options_->max_entries == 0) return;
  entries_.emplace(key, Entry{result, now + std::min(ttl, options_->max_ttl), bytes, ++stored_});
  bytes_ += bytes;
}

// Drops what is stale, then what was stored first.
void ResponseCache::make_room(std::size_t bytes, Clock::time_point now) {
  const auto fits = [&] {
    return entries_.size() < options_->max_entries && bytes_ + bytes <= options_->max_bytes;
  };
  if (fits()) return;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    entry = now < entry->second.fresh_until ? std::next(entry) : drop(entry);
  }
  while (!entries_.empty() && !fits()) {
    drop(std::ranges::min_element(entries_, {},
                                  [](const auto& entry) { return entry.second.stored; }));
  }
}

ResponseCache::Entries::iterator ResponseCache::drop(Entries::iterator entry) {
  bytes_ -= entry->second.bytes;
  return entries_.erase(entry);
}

bool ResponseCache::drop_keys(std::string_view prefix) {
  bool dropped = false;
  auto entry = entries_.lower_bound(prefix);
  while (entry != entries_.end() && entry->first.starts_with(prefix)) {
    entry = drop(entry);
    dropped = true;
  }
  return dropped;
}

void ResponseCache::list_changed(std::string_view notification) {
  constexpr std::array tools = {method::tools_list};
  constexpr std::array prompts = {method::prompts_list};
  constexpr std::array resources = {method::resources_list, method::resource_templates_list,
                                    method::resources_read, skills_list, skills_get};
  const auto forget_all = [&](const auto& methods) {
    for (const auto method : methods) forget(method);
  };
  if (notification == method::tools_changed) forget_all(tools);
  if (notification == method::prompts_changed) forget_all(prompts);
  if (notification == method::resources_changed) forget_all(resources);
}

// The URI may be that of a part of a resource that was read.
void ResponseCache::resource_updated(std::string_view uri) {
  const std::string prefix = prefix_of(method::resources_read);
  const std::scoped_lock lock(mutex_);
  ++version_;
  auto entry = entries_.lower_bound(prefix);
  while (entry != entries_.end() && entry->first.starts_with(prefix)) {
    const Json params = Json::parse(entry->first.substr(prefix.size()));
    const bool is_stale = uri.starts_with(view_in(params, "uri"));
    entry = is_stale ? drop(entry) : std::next(entry);
  }
}

bool ResponseCache::forget(std::string_view method) {
  const std::scoped_lock lock(mutex_);
  ++version_;
  return drop_keys(prefix_of(method));
}

void ResponseCache::clear() {
  const std::scoped_lock lock(mutex_);
  ++version_;
  drop_keys("");
}

std::size_t ResponseCache::entries() const {
  const std::scoped_lock lock(mutex_);
  return entries_.size();
}

std::size_t ResponseCache::bytes() const {
  const std::scoped_lock lock(mutex_);
  return bytes_;
}

}  // namespace mcp

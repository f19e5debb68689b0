#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "mcp/client/client.hpp"

namespace mcp {

/// The responses of one server to one client that are still fresh, in memory. It is never shared
/// between clients, so that `private` results stay with theirs. Any thread.
/// Spec: 2026-07-28 server/utilities/caching.
class ResponseCache {
 public:
  using Clock = std::chrono::steady_clock;

  explicit ResponseCache(const std::optional<CacheOptions>& options) : options_(options) {}

  /// The response to the request, if it is fresh.
  std::optional<Json> find(std::string_view method, const Json& params,
                           Clock::time_point now = Clock::now());

  /// Drops everything if `authorization` is not the one of the last call: responses are not kept
  /// from one authorization to another. See Channel::authorizations.
  void use_for(std::uint64_t authorization);

  /// Changes with every invalidation. A response is stored only if none happened since its request.
  std::uint64_t version() const;
  /// Stores the response to a request that was sent at `version`, if the result says how long it
  /// is fresh. Requests with input responses are not stored.
  void store(std::string_view method, const Json& params, const Json& result, std::uint64_t version,
             Clock::time_point now = Clock::now());

  /// Drops what a notification of the server makes stale: lists, or a resource.
  void list_changed(std::string_view notification);
  void resource_updated(std::string_view uri);
  /// Drops the responses to a method; true if there were any.
  bool forget(std::string_view method);
  void clear();

  std::size_t entries() const;
  std::size_t bytes() const;

 private:
  struct Entry {
    Json result;
    Clock::time_point fresh_until;
    std::size_t bytes = 0;
    std::uint64_t stored = 0;  // the order in which entries were stored
  };
  using Entries = std::map<std::string, Entry, std::less<>>;

  void make_room(std::size_t bytes, Clock::time_point now);
  Entries::iterator drop(Entries::iterator entry);
  bool drop_keys(std::string_view prefix);

  const std::optional<CacheOptions> options_;
  mutable std::mutex mutex_;  // guards the members below
  Entries entries_;
  std::size_t bytes_ = 0;
  std::uint64_t stored_ = 0;
  std::uint64_t version_ = 0;
  std::uint64_t authorization_ = 0;
};

}  // namespace mcp

#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "http/http_session.hpp"

namespace mcp::http {

/// The sessions of an endpoint. Any thread.
class SessionTable {
 public:
  using Pointer = std::shared_ptr<HttpSession>;

  SessionTable(std::size_t limit, std::chrono::seconds idle) : limit_(limit), idle_(idle) {}

  /// False: there are too many sessions, and none of them is idle. Expires idle sessions first.
  bool add(const Pointer& session, HttpSession::Clock::time_point now);
  /// The session of that id, if it belongs to the principal; null otherwise.
  Pointer find(std::string_view id, std::string_view principal) const;
  void remove(const Pointer& session);

  /// Ends sessions that have been idle for too long.
  void expire(HttpSession::Clock::time_point now);
  std::vector<Pointer> all() const;
  std::size_t size() const;

 private:
  bool evict();
  bool is_time_to_look(HttpSession::Clock::time_point now);

  const std::size_t limit_;
  const std::chrono::seconds idle_;
  mutable std::mutex mutex_;
  std::map<std::string, Pointer, std::less<>> sessions_;
  HttpSession::Clock::time_point last_look_{};
};

}  // namespace mcp::http

#include "http/session_table.hpp"

namespace mcp::http {

bool SessionTable::add(const Pointer& session, HttpSession::Clock::time_point now) {
  if (is_time_to_look(now)) expire(now);
  while (true) {
    {
      std::scoped_lock lock(mutex_);
      if (sessions_.size() < limit_) {
        sessions_.emplace(session->id(), session);
        return true;
      }
    }
    if (!evict()) return false;
  }
}

SessionTable::Pointer SessionTable::find(std::string_view id, std::string_view principal) const {
  std::scoped_lock lock(mutex_);
  const auto found = sessions_.find(id);
  if (found == sessions_.end() || found->second->principal() != principal) return nullptr;
  return found->second;
}

void SessionTable::remove(const Pointer& session) {
  {
    std::scoped_lock lock(mutex_);
    sessions_.erase(session->id());
  }
  session->end();
}

void SessionTable::expire(HttpSession::Clock::time_point now) {
  for (const auto& session : all()) {
    const auto since = session->idle_since();
    if (!since) session->touch(now);  // the idle time begins when a stream or request ends
    if (since && now - *since > idle_) remove(session);
  }
}

// Limits the rate, because looking at all sessions takes time.
bool SessionTable::is_time_to_look(HttpSession::Clock::time_point now) {
  constexpr std::chrono::seconds rest(1);
  std::scoped_lock lock(mutex_);
  if (now - last_look_ < rest) return false;
  last_look_ = now;
  return true;
}

// Makes room by ending the session that has been idle for longest.
bool SessionTable::evict() {
  Pointer oldest;
  HttpSession::Clock::time_point since;
  for (const auto& session : all()) {
    const auto idle = session->idle_since();
    if (!idle || (oldest && *idle >= since)) continue;
    oldest = session;
    since = *idle;
  }
  if (oldest) remove(oldest);
  return oldest != nullptr;
}

std::vector<SessionTable::Pointer> SessionTable::all() const {
  std::scoped_lock lock(mutex_);
  std::vector<Pointer> sessions;
  sessions.reserve(sessions_.size());
  for (const auto& [id, session] : sessions_) sessions.push_back(session);
  return sessions;
}

std::size_t SessionTable::size() const {
  std::scoped_lock lock(mutex_);
  return sessions_.size();
}

}  // namespace mcp::http

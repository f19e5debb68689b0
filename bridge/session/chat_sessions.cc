#include "bridge/session/chat_sessions.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "bridge/session/ids.hpp"
#include "runtime/pause.hpp"

namespace mcp::bridge {

ChatSessions::~ChatSessions() {
  suspend();
  for (auto& [id, session] : std::exchange(sessions_, {})) end(std::move(session));
}

// Ends the session on another thread, because its servers may take seconds to end. Only the
// destructor waits for it. `mutex_` must be held.
void ChatSessions::end(std::shared_ptr<ChatSession> session) {
  std::erase_if(ending_, [](const std::future<void>& each) {
    return each.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  });
  ending_.push_back(std::async(std::launch::async, [session = std::move(session)]() mutable {
    session->close_servers();
    session.reset();
  }));
}

std::shared_ptr<ChatSession> ChatSessions::create(const std::string& project,
                                                  const std::string& model) {
  const std::int64_t now = now_ms();
  const StoredSession session{
      .id = random_id(), .project = project, .model = model, .created_at = now, .updated_at = now};
  services_.store.put_session(session);
  std::scoped_lock lock(mutex_);
  return open(session);
}

std::shared_ptr<ChatSession> ChatSessions::find(const std::string& id) {
  std::scoped_lock lock(mutex_);
  const auto found = sessions_.find(id);
  if (found != sessions_.end()) return found->second;
  const auto stored = services_.store.session(id);
  return stored ? open(*stored) : nullptr;
}

// `mutex_` must be held, so that a session is opened only once.
std::shared_ptr<ChatSession> ChatSessions::open(const StoredSession& session) {
  auto opened = std::make_shared<ChatSession>(services_, session);
  sessions_[session.id] = opened;
  return opened;
}

bool ChatSessions::remove(const std::string& id) {
  const auto session = find(id);
  if (!session) return false;
  session->suspend();
  {
    std::scoped_lock lock(mutex_);
    sessions_.erase(id);
    end(session);
    services_.store.delete_session(id);
  }
  session->transcript().log().end();
  return true;
}

bool ChatSessions::remove_if_empty(const std::string& id) {
  const auto session = find(id);
  const bool unused =
      session && session->transcript().is_empty() && session->transcript().log().viewers() == 0;
  return unused && remove(id);
}

// One after another and with pauses, because freeing the memory of hundreds at once would hold up
// the chats that are in use.
void ChatSessions::forget_unused(const std::stop_token& stop) {
  constexpr std::chrono::milliseconds between_two(5);
  for (auto& session : take_unused()) {
    if (stop.stop_requested()) {
      std::scoped_lock lock(mutex_);
      end(std::move(session));
      continue;
    }
    session->close_servers();
    session.reset();
    pause_for(between_two, stop);
  }
}

std::vector<std::shared_ptr<ChatSession>> ChatSessions::take_unused() {
  std::vector<std::shared_ptr<ChatSession>> unused;
  std::scoped_lock lock(mutex_);
  std::erase_if(sessions_, [&](auto& entry) {
    auto& [id, session] = entry;
    const bool used =
        session.use_count() > 1 || session->is_busy() || session->transcript().log().viewers() > 0;
    if (!used) unused.push_back(std::move(session));
    return !used;
  });
  return unused;
}

void ChatSessions::suspend() {
  std::vector<std::shared_ptr<ChatSession>> all;
  {
    std::scoped_lock lock(mutex_);
    for (const auto& [id, session] : sessions_) all.push_back(session);
  }
  for (const auto& session : all) session->suspend();
}

std::size_t ChatSessions::in_memory() const {
  std::scoped_lock lock(mutex_);
  return sessions_.size();
}

}  // namespace mcp::bridge

#pragma once

#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "bridge/session/chat_session.hpp"

namespace mcp::bridge {

/// All chats of the bridge. Those in use are in memory. Any thread.
class ChatSessions {
 public:
  explicit ChatSessions(Services services) : services_(std::move(services)) {}
  /// Calls `suspend`, then ends all sessions in parallel.
  ~ChatSessions();
  ChatSessions(const ChatSessions&) = delete;
  ChatSessions& operator=(const ChatSessions&) = delete;

  const Services& services() const { return services_; }

  std::shared_ptr<ChatSession> create(const std::string& project, const std::string& model = {});
  /// Null when there is no such session.
  std::shared_ptr<ChatSession> find(const std::string& id);
  /// Ends and deletes a session. Returns false when it does not exist.
  bool remove(const std::string& id);
  /// The same, but only if it has no messages and no viewers.
  bool remove_if_empty(const std::string& id);
  /// Removes unused sessions from memory: those without a viewer and a turn. Waits until the
  /// servers of each have ended, which may take seconds, unless `stop` is requested.
  void forget_unused(const std::stop_token& stop = {});
  void suspend();
  std::size_t in_memory() const;

 private:
  std::shared_ptr<ChatSession> open(const StoredSession& session);
  void end(std::shared_ptr<ChatSession> session);
  std::vector<std::shared_ptr<ChatSession>> take_unused();

  const Services services_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<ChatSession>> sessions_;
  std::vector<std::future<void>> ending_;
};

}  // namespace mcp::bridge

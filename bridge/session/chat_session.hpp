#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "bridge/session/bridge_error.hpp"
#include "bridge/session/turn.hpp"

namespace mcp::bridge {

struct UserMessage {
  std::string text;
  std::string client_msg_id = {};  ///< A message with one that was there already changes nothing.
  std::string model = {};          ///< Empty: that of the session.
  std::string context = {};        ///< Which tools are offered; empty: all.
  Speaker speaker = Speaker::chat;
};

/// A chat: its messages, its turn, and what others may do with it. Whoever looks at it or goes away
/// changes nothing in it. Any thread.
class ChatSession {
 public:
  /// Goes on with what an earlier process has left open in it.
  ChatSession(const Services& services, const StoredSession& session);
  /// As `suspend`.
  ~ChatSession();
  ChatSession(const ChatSession&) = delete;
  ChatSession& operator=(const ChatSession&) = delete;

  const std::string& id() const { return id_; }
  const std::string& project() const { return project_; }
  Transcript& transcript() { return transcript_; }

  // These return why something was not done; nothing when it was.

  std::optional<Refusal> send(const UserMessage& message);
  /// Asks the model again what it has not answered: after an error, say. Empty: the chat's model,
  /// no context.
  std::optional<Refusal> retry(const std::string& model, const std::string& context);

  std::optional<Refusal> decide(const std::string& tool_use_id, Decision decision);
  std::optional<Refusal> answer(const std::string& elicitation, ElicitResult result);

  /// Ends the turn, if there is one; its tools are cancelled at their servers.
  void cancel();
  void rename(std::string title);

  bool is_busy() const;
  /// Ends the turn without deciding anything: what waits will wait again when the session is opened
  /// the next time. For the end of the process.
  void suspend();
  /// Ends its connections to the servers, and waits for these to end: seconds, for those that will
  /// not.
  void close_servers() { servers_->close(); }

  /// For clients that cannot say themselves which events they have received. `client` tells them
  /// apart as far as possible; `connection` grows with each new one.

  /// Its connection has ended; it had received the events up to `seq`.
  void client_left(const std::string& client, std::uint64_t connection, std::uint64_t seq);
  /// It is back: after which event it goes on. Nothing: that is not known, or was asked before.
  std::optional<std::uint64_t> client_returned(const std::string& client, std::uint64_t connection);

 private:
  GuardVerdict judged(const UserMessage& message) const;
  void start(std::string model, std::string context);

  const Services services_;
  const std::string id_;
  const std::string project_;
  const std::string own_model_;
  Transcript transcript_;
  Questions<Decision> approvals_;
  Questions<ElicitResult> elicitations_;
  const std::unique_ptr<ServerSession> servers_;
  std::atomic<bool> suspended_ = false;
  mutable std::mutex mutex_;
  std::atomic<bool> busy_ = false;
  bool titled_;
  /// How far a client had got, by the newest of its connections.
  struct Position {
    std::uint64_t connection = 0;
    std::optional<std::uint64_t> seq;
  };
  std::mutex positions_mutex_;
  std::map<std::string, Position> positions_;  // by client
  std::jthread turn_;
};

}  // namespace mcp::bridge

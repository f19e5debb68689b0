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
  std::string client_msg_id = {};  ///< A repeated message with the same id has no effect.
  std::string model = {};          ///< Empty: the model of the session.
  std::string context = {};        ///< Profile of the tools to offer; empty: all tools.
  Speaker speaker = Speaker::chat;
};

/// A chat: its messages, its turn, and the requests of its clients. Connecting and disconnecting
/// clients do not affect it. Any thread.
class ChatSession {
 public:
  /// Resumes a turn that an earlier process left open.
  ChatSession(const Services& services, const StoredSession& session);
  /// Calls `suspend`.
  ~ChatSession();
  ChatSession(const ChatSession&) = delete;
  ChatSession& operator=(const ChatSession&) = delete;

  const std::string& id() const { return id_; }
  const std::string& project() const { return project_; }
  Transcript& transcript() { return transcript_; }

  // These return why the request was refused; nothing on success.

  std::optional<Refusal> send(const UserMessage& message);
  /// Sends the last unanswered message to the model again, such as after an error. Empty arguments:
  /// the chat's model, no context.
  std::optional<Refusal> retry(const std::string& model, const std::string& context);

  std::optional<Refusal> decide(const std::string& tool_use_id, Decision decision);
  std::optional<Refusal> answer(const std::string& elicitation, ElicitResult result);

  /// The user does not want to log in: ends the call that waits for it.
  std::optional<Refusal> cancel_login(const std::string& id);

  /// Cancels the turn, if there is one, and its tool calls at the servers.
  void cancel();
  void rename(std::string title);

  bool is_busy() const;
  /// Ends the turn but leaves its questions open: they are asked again when the session is opened
  /// the next time. For the end of the process.
  void suspend();
  /// Closes the connections to the servers and waits for the servers to end, which may take
  /// seconds.
  void close_servers() { servers_->close(); }

  /// For clients that do not report the number of the last event. `client` identifies the client as
  /// far as possible; `connection` increases with each new connection.

  /// The client disconnected after it had received the events up to `seq`.
  void client_left(const std::string& client, std::uint64_t connection, std::uint64_t seq);
  /// The client reconnected. Returns the event after which it continues; nothing if that is not
  /// known or was returned before.
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
  OpenLogins logins_;
  const std::unique_ptr<ServerSession> servers_;
  std::atomic<bool> suspended_ = false;
  mutable std::mutex mutex_;
  std::atomic<bool> busy_ = false;
  bool titled_;
  /// The last event that a client received, on the newest of its connections.
  struct Position {
    std::uint64_t connection = 0;
    std::optional<std::uint64_t> seq;
  };
  std::mutex positions_mutex_;
  std::map<std::string, Position> positions_;  // by client
  std::jthread turn_;
};

}  // namespace mcp::bridge

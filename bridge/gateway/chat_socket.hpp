#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/websocket.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge/gateway/dialect.hpp"
#include "bridge/gateway/gateway_state.hpp"
#include "bridge/gateway/requested_chat.hpp"
#include "bridge/gateway/sent_events.hpp"
#include "bridge/gateway/sent_previews.hpp"
#include "bridge/gateway/unanswered_questions.hpp"
#include "http_server/service.hpp"

namespace mcp::bridge {

/// The WebSocket of one client: sends it the events of its chat session and handles its frames. A
/// client may disconnect and reconnect at any time without effect on the session. On the thread of
/// its connection.
class ChatSocket final : public Viewer, public std::enable_shared_from_this<ChatSocket> {
 public:
  using Upgrade = http::Upgrade;

  ChatSocket(http::ByteStream stream, GatewayState& state, Counted counted);

  /// Serves the client until the connection closes.
  boost::asio::awaitable<void> run(Upgrade upgrade);
  /// Closes the connection because the process ends; the client should reconnect later.
  void stop();
  /// Closes the connection at once, without a close frame.
  void break_off();

  void wake() override;
  bool can_answer(std::string_view question) const override;
  std::optional<std::uint64_t> lagging_at(const std::string& client) const override;
  /// Sends the client the state of the MCP servers. Any thread.
  void servers_changed();

 private:
  /// A frame to be sent. `seq`: the number of its event; 0: it belongs to no event.
  struct Outgoing {
    std::string text;
    std::uint64_t seq = 0;
    int attachment = 0;  ///< When it was queued: `seq` is valid only for the session attached then.
  };
  using Outbox = std::vector<Outgoing>;
  using Clock = UnansweredQuestions::Clock;
  using Close = boost::beast::websocket::close_code;

  boost::asio::awaitable<bool> accept(const Upgrade& upgrade);
  boost::asio::awaitable<void> greet(RequestedChat chat);
  boost::asio::awaitable<void> read();
  void end(int code, std::string reason);
  boost::asio::awaitable<void> write();
  boost::asio::awaitable<void> close(int code, std::string reason);

  boost::asio::awaitable<void> handle(std::string text);
  boost::asio::awaitable<std::optional<Refusal>> handle_frame(ClientFrame& frame);
  boost::asio::awaitable<std::optional<Refusal>> resume_session(const frame::Resume& resume);
  void use_locale(const std::string& locale);
  void complete(frame::Approval& approval) const;
  bool too_fast(const ClientFrame& frame);
  void refuse(const FrameProblem& problem);

  boost::asio::awaitable<void> attach(std::shared_ptr<ChatSession> session, bool resumed,
                                      std::string epoch, std::optional<std::uint64_t> last_seq);
  bool login_is_wanted() const;
  void go_on_after(std::uint64_t last_seq);
  void begin_with(const Json& snapshot);
  void go_on_without_numbers(const Json& snapshot, std::uint64_t last_seq);
  void leave_session();
  void send_servers();
  void send(const std::string& type, const Json& data, const std::string& reply_to = {});
  void send_error(const Refusal& refusal, const std::string& reply_to = {});
  void asked(const std::string& type, const Json& data);
  void note(const Event& event);
  bool is_in_snapshot(const Event& event) const;
  void decline_unanswered();
  void decline(const UnansweredQuestions::Question& question);
  void note_received();
  void note_sent(const Outgoing& frame);
  std::optional<std::uint64_t> position_in(ChatSession& session) const;
  bool next_frames(Outbox& frames);
  Clock::time_point next_look() const;

  boost::beast::websocket::stream<http::ByteStream> stream_;
  boost::asio::steady_timer signal_;
  boost::asio::steady_timer farewell_;
  boost::asio::cancellation_signal reading_;
  boost::asio::cancellation_signal closing_;
  GatewayState& state_;
  const Counted counted_;
  const std::string& address_ = counted_.caller();
  const Dialect* dialect_ = nullptr;
  std::string dialect_name_;
  std::string project_;
  Recipient recipient_;
  std::shared_ptr<ChatSession> session_;
  SentPreviews previews_;
  UnansweredQuestions unanswered_;
  SentEvents sent_;
  std::string client_;                       // identifies the client: address, dialect, user agent
  const std::uint64_t number_;               // unique among all sockets
  int attachment_ = 0;                       // how often it was attached to a session
  std::atomic<std::uint64_t> received_ = 0;  // the last event that the client acknowledged
  std::atomic<bool> is_lagging_ = false;     // later frames are not acknowledged yet
  std::string made_;                         // the session created for this socket; empty: none was
  std::uint64_t cursor_ = 0;
  std::uint64_t replay_until_ = 0;  // events up to this one are replayed
  Outbox unsent_;
  std::size_t unsent_bytes_ = 0;
  bool too_slow_ = false;
  std::atomic<bool> woken_ = false;
  bool has_news_ = false;  // the log may have events after cursor_
  bool open_ = false;
  bool servers_changed_ = false;  // since the last servers_update
  std::optional<std::pair<int, std::string>> ending_;
  RateLimit invalid_{10.0 / 60, 10};
};

}  // namespace mcp::bridge

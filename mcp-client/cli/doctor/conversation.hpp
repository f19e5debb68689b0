#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

#include "doctor/evidence.hpp"
#include "doctor/peer.hpp"
#include "wire/revisions.hpp"

namespace mcp::cli::doctor {

class HttpPeer;

/// How requests are written in one revision.
class Dialect {
 public:
  virtual ~Dialect() = default;
  /// Parameters with what the revision requires of every request.
  virtual Json params(Json neutral) const = 0;
  /// The HTTP headers of a message.
  virtual Headers headers(const std::string& method, const Json& params) const = 0;
};

/// When the run must end, and how long one response may take.
struct Limits {
  std::chrono::steady_clock::time_point deadline;
  Milliseconds patience{5000};
  Milliseconds first_patience{10'000};  ///< For the first response.
  std::stop_token stop = {};
};

/// A tool to call.
struct ToolCall {
  std::string name;
  Json arguments = Json::object();
};

/// Sends the probes of one revision and keeps what the server sends back. After three probes in a
/// row without a response it waits less long for each.
class Conversation {
 public:
  /// `http`: null for a server that is spoken to over stdio.
  Conversation(Peer& peer, HttpPeer* http, const Dialect& dialect, Limits limits);

  Evidence& evidence() { return evidence_; }
  HttpPeer* http() { return http_; }
  const Dialect& dialect() const { return dialect_; }
  Milliseconds patience() const;
  bool is_over() const;

  /// A request of the revision; its parameters get what every request needs.
  Exchange& ask(const std::string& probe, const std::string& method, Json params = Json::object());
  /// The same with headers that are added, or that replace those of the same name; a header with
  /// the value `without` is not sent.
  Exchange& ask_with(const std::string& probe, const std::string& method, Json params,
                     const Headers& changed);
  /// Any message as it is, with the headers of its method.
  Exchange& send(const std::string& probe, Sending sending);
  void notify(const std::string& probe, const std::string& method, Json params);
  /// A request with another HTTP verb.
  Exchange& verb(const std::string& probe, const std::string& verb, const Headers& headers);

  /// The exchange that opened the conversation; without a response when the time was over.
  Exchange opening() const;

  Json next_id() { return ++last_id_; }
  Headers headers(const std::string& method, const Json& params, const Headers& changed) const;

  static constexpr const char* without = "\n";

  /// The tool that the common probes call; empty: none.
  std::optional<ToolCall> call = {};

 private:
  Exchange& keep(const std::string& probe, Exchange exchange);

  Peer& peer_;
  HttpPeer* const http_;
  const Dialect& dialect_;
  const Limits limits_;
  Evidence evidence_;
  int last_id_ = 0;
  int silent_ = 0;
};

/// Requests the pages of a list, at most 50.
void ask_list(Conversation& talk, const std::string& probe, const std::string& method,
              const char* member);

/// Probes that both eras have: lists, errors, reading, prompts, completion, notifications.
void ask_common(Conversation& talk);
/// Probes that break the connection's rules, and so come last.
void ask_last(Conversation& talk);

}  // namespace mcp::cli::doctor

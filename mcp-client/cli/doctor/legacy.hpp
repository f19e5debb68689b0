#pragma once

#include <string>

#include "doctor/conversation.hpp"

/// What the doctor asks a server of the legacy era.
namespace mcp::cli::doctor {

class LegacyDialect final : public Dialect {
 public:
  Json params(Json neutral) const override { return neutral; }
  Headers headers(const std::string& method, const Json& params) const override;

  /// Sent with each request from now on. Empty: not sent.
  std::string version;
  std::string session;
};

/// Sends `initialize` and the notification after it. Whether the server speaks the era; `evidence`
/// then has its revision, and `dialect` the version and the session.
bool open_legacy(Conversation& talk, LegacyDialect& dialect);
/// The probes of this era, for an opened conversation.
void ask_legacy(Conversation& talk, LegacyDialect& dialect);
/// `initialize` with each revision and an unknown one: over HTTP in sessions of their own; over
/// stdio the caller gives a conversation with a process of its own for each.
void ask_version(Conversation& talk, const std::string& probe, const std::string& version);

}  // namespace mcp::cli::doctor

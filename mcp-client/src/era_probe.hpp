#pragma once

#include "client_era.hpp"
#include "conversation.hpp"
#include "mcp/caller.hpp"
#include "mcp/client/client.hpp"
#include "wire/client_wire.hpp"

namespace mcp {

/// The result of the negotiation with a server: its era, revision and capabilities.
struct Agreement {
  const ClientWire* wire = nullptr;
  const ClientEra* era = nullptr;
  ServerInfo server;
};

/// Negotiates with a server that was just started, in the era of `options`, or in the era that it
/// detects if `options` leave it open. A legacy server gets the log level of `self`. `restart`
/// starts the server again when it exited because of an unknown request. Throws Error, with
/// `request_cancelled` once `stop` is requested.
/// Spec: 2026-07-28 basic/transports/stdio, Backward Compatibility; basic/versioning.
Agreement agree(Conversation& conversation, const CallerInfo& self, const ClientOptions& options,
                const std::function<void()>& restart, const std::stop_token& stop);

/// Negotiates again, after a reconnection, with a server whose era is known.
Agreement agree_again(Conversation& conversation, const CallerInfo& self,
                      const ClientOptions& options, const Agreement& before,
                      const std::stop_token& stop);

}  // namespace mcp

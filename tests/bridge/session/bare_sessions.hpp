#pragma once

#include <memory>

#include "bridge/session/chat_sessions.hpp"
#include "bridge/store/sqlite.hpp"

namespace mcp::test {

/// The dependencies of chat sessions: a store in memory, no model and no servers.
struct BareSessions {
  std::unique_ptr<bridge::Store> store = bridge::open_sqlite_store(":memory:");
  bridge::Servers servers{{}};
  bridge::ToolInputs inputs;
  bridge::Accountant accountant{*store, bridge::Prices::built_in()};
  bridge::Observer observer;
  bridge::ChatSessions sessions{{.store = *store,
                                 .servers = servers,
                                 .inputs = inputs,
                                 .accountant = accountant,
                                 .observer = observer}};
};

}  // namespace mcp::test

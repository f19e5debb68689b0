#pragma once

#include <memory>
#include <set>
#include <string>

#include "call_log.hpp"
#include "client_roots.hpp"
#include "drafts/drafts.hpp"
#include "history/history.hpp"
#include "tickets/tickets.hpp"

namespace mcp::files {

/// When a person is asked before a file is written: never by this server (the host asks), before
/// one is replaced, or always.
enum class Approval { never, overwrite, all };

/// The names, arguments and results of the tools: our own, or those of the npm package
/// @modelcontextprotocol/server-filesystem.
enum class ToolSet { own, server_filesystem };

/// Which tools a server offers, and how they work.
struct ToolOptions {
  ToolSet set = ToolSet::own;  ///< If it is not `own`, `only` has no effect.
  /// Names of the tools to offer, without those that write in a read-only workspace; empty:
  /// `default_tools()`.
  std::set<std::string> only = {};
  ClientRoots client_roots = ClientRoots::ignore;
  Approval approval = Approval::never;
  /// Receives the calls of the tools. Not null.
  std::shared_ptr<CallLog> calls = std::make_shared<CallLog>();
  DraftLimits drafts = {};
  /// Uploads and downloads by URL; null: the tools for them are not offered.
  std::shared_ptr<Tickets> tickets = nullptr;
  HistoryOptions history = {};
  /// Whether all callers without a principal are the same person, who may see a list of the drafts.
  bool one_user = true;
};

}  // namespace mcp::files

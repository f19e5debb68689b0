#pragma once

#include <memory>

#include "client_roots.hpp"
#include "mcp/server/server.hpp"
#include "resources/file_watch.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// The files of a workspace as resources of a server: `file://` URIs that can be read, completed
/// and subscribed to, and the list of the files directly in the roots. With ClientRoots::narrow a
/// read is restricted to the roots of the client; names are then not completed, and not listed for
/// clients that have roots, because only a read can ask for the roots.
/// Spec: 2026-07-28 server/resources; 2025-11-25 there.
class WorkspaceResources {
 public:
  /// The server's hooks must be `subscription_hooks(watch)`.
  WorkspaceResources(Server& server, const std::shared_ptr<Workspace>& workspace,
                     std::shared_ptr<FileWatch> watch, ClientRoots client_roots);
  /// Reports no changes any more. Destroy it before the server.
  ~WorkspaceResources() { watch_->stop(); }
  WorkspaceResources(const WorkspaceResources&) = delete;
  WorkspaceResources& operator=(const WorkspaceResources&) = delete;

 private:
  const std::shared_ptr<FileWatch> watch_;
};

}  // namespace mcp::files

#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>

#include "mcp/server/server.hpp"
#include "resources/workspace_resources.hpp"
#include "support/lines.hpp"
#include "workspace_tools.hpp"

namespace mcp::test {

/// Options that offer all workspace tools.
files::ToolOptions all_tools();

/// A server with the workspace tools and resources in this process, reached through lines. Its
/// client is authenticated as `principal`.
class WorkspaceServer final : public Lines {
 public:
  explicit WorkspaceServer(files::WorkspaceOptions options, files::ToolOptions tools = all_tools(),
                           ServerOptions server = {}, std::string principal = {});
  ~WorkspaceServer() override;

  bool send(std::string_view line) override;
  std::optional<std::string> read_line(std::chrono::milliseconds limit = patience) override;

 private:
  class Outbox;

  const std::shared_ptr<Outbox> outbox_;
  const std::shared_ptr<files::Workspace> workspace_;
  const std::shared_ptr<files::FileWatch> watch_;
  Server server_;
  files::WorkspaceResources resources_;
  std::unique_ptr<ServerConnection> connection_;
};

/// Options for a workspace with one root and no reserve on the disk.
files::WorkspaceOptions workspace_options(const std::string& root);

}  // namespace mcp::test

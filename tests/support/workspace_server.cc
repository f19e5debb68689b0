#include "support/workspace_server.hpp"

#include "pdf/pdf_launcher.hpp"

namespace mcp::test {

class WorkspaceServer::Outbox final : public Sink {
 public:
  bool send(Message message) override {
    std::scoped_lock lock(mutex_);
    lines_.push_back(to_text(message));
    came_.notify_all();
    return true;
  }

  std::optional<std::string> next(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    if (!came_.wait_for(lock, limit, [this] { return !lines_.empty(); })) return std::nullopt;
    std::string line = std::move(lines_.front());
    lines_.pop_front();
    return line;
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<std::string> lines_;
};

namespace {

ServerOptions with_tools(ServerOptions options, const std::shared_ptr<files::FileWatch>& watch,
                         files::ClientRoots client_roots) {
  options.invalid_arguments = files::invalid_arguments;
  options.hooks = files::subscription_hooks(watch, client_roots);
  return options;
}

}  // namespace

WorkspaceServer::WorkspaceServer(files::WorkspaceOptions options, files::ToolOptions tools,
                                 ServerOptions server, std::string principal)
    : outbox_(std::make_shared<Outbox>()),
      workspace_(std::make_shared<files::Workspace>(std::move(options))),
      watch_(std::make_shared<files::FileWatch>(workspace_, nullptr)),
      server_({"test", "1"}, with_tools(std::move(server), watch_, tools.client_roots)),
      resources_(server_, workspace_, watch_, tools.client_roots) {
  files::add_workspace_tools(server_, workspace_, tools);
  connection_ = server_.connect(outbox_, std::move(principal));
}

WorkspaceServer::~WorkspaceServer() {
  connection_->closed();
}

bool WorkspaceServer::send(std::string_view line) {
  auto message = parse_message(line);
  if (!message) return outbox_->send(Response{message.error().id, message.error().error});
  connection_->receive(*std::move(message));
  return true;
}

std::optional<std::string> WorkspaceServer::read_line(std::chrono::milliseconds limit) {
  return outbox_->next(limit);
}

files::ToolOptions all_tools() {
  return {.only = files::tools_named({"all"}), .history = {.limits = {.changes = 0}}};
}

files::WorkspaceOptions workspace_options(const std::string& root) {
  files::WorkspaceOptions options{.roots = {{root}}};
  options.reserve_bytes = 0;
  static const auto& launcher =
      never_destroyed(files::PdfLauncher::start(MCP_BINARY_DIR "/mcp-pdf-text"));
  options.pdf = launcher;
  return options;
}

}  // namespace mcp::test

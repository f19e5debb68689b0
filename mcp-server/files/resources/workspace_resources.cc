#include "resources/workspace_resources.hpp"

#include <filesystem>
#include <utility>

#include "resources/file_resources.hpp"
#include "resources/file_uri.hpp"
#include "resources/resource_error.hpp"
#include "tool_access.hpp"

namespace mcp::files {
namespace {

/// A read, with the members that ToolAccess::narrow needs.
struct ResourceRead {
  std::string path;
  std::shared_ptr<const ClientArea> area = nullptr;
};

ResourceReply read_resource(const ToolAccess& access, const std::string& uri,
                            RequestContext& context) {
  try {
    ResourceRead in{path_of_file_uri(uri)};
    if (auto asked = access.narrow(in, context)) return std::get<InputRequired>(*std::move(asked));
    return read_file_resource(access.workspace(), uri, in.area);
  } catch (const FileError& error) {
    throw resource_error(error, uri);
  }
}

ResourcePage list_resources(const Workspace& workspace, const std::optional<std::string>& mark,
                            std::stop_token stop) {
  try {
    return list_root_files(workspace, mark, std::move(stop));
  } catch (const FileError& error) {
    throw resource_error(error, "file:///");
  }
}

/// A root for which there is a template, whether or not it exists yet.
struct OfferedRoot {
  std::string name;
  std::string path;
};

std::vector<OfferedRoot> offered_roots(const Workspace& workspace) {
  std::vector<OfferedRoot> offered;
  for (const auto* root : workspace.roots()) offered.push_back({root->name(), root->given_path()});
  for (const auto& missing : workspace.missing()) {
    std::error_code ignored;
    const auto path = std::filesystem::absolute(missing.directory, ignored).lexically_normal();
    const auto name = missing.name.empty() ? path.filename().string() : missing.name;
    offered.push_back({name, path.native()});
  }
  return offered;
}

void add_template(Server& server, const OfferedRoot& root,
                  const std::shared_ptr<const ToolAccess>& access, bool completes) {
  const std::string uri_template = file_uri(std::filesystem::path(root.path)) + "/{+path}";
  server.add_resource_template(
      {.uri_template = uri_template,
       .name = root.name,
       .title = "Files in " + root.name,
       .description = "A file, by its path in " + root.name},
      [access](const std::string& uri, const Values&, RequestContext& context) -> ResourceReply {
        return read_resource(*access, uri, context);
      });
  if (!completes) return;
  server.add_resource_completion(uri_template, "path",
                                 [access, path = root.path](std::string_view value, const Values&) {
                                   return complete_path(access->workspace(), path, value);
                                 });
}

}  // namespace

WorkspaceResources::WorkspaceResources(Server& server, const std::shared_ptr<Workspace>& workspace,
                                       std::shared_ptr<FileWatch> watch, ClientRoots client_roots)
    : watch_(std::move(watch)) {
  const bool narrows = client_roots == ClientRoots::narrow;
  const auto access =
      std::make_shared<const ToolAccess>(workspace, ToolOptions{.client_roots = client_roots});
  for (const auto& root : offered_roots(*workspace)) add_template(server, root, access, !narrows);
  server.set_resource_lister([workspace, watch = watch_, narrows](
                                 const std::optional<std::string>& mark, RequestContext& context) {
    if (narrows && context.caller().capabilities.roots) return ResourcePage();
    watch->watch_list();
    return list_resources(*workspace, mark, context.stop());
  });
  watch_->publish_to([&server](const Changed& changed) {
    const auto* uri = std::get_if<std::string>(&changed);
    uri ? server.resource_updated(*uri) : server.resources_changed();
  });
}

}  // namespace mcp::files

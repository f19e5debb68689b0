#include "mcp/server/server.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "edge/connection.hpp"
#include "server_core.hpp"

namespace mcp {
namespace {

constexpr std::size_t max_tool_name = 128;

// Spec: 2026-07-28 server/tools, Tool Names.
void require_tool_name(const std::string& name) {
  const bool allowed = std::ranges::all_of(name, [](unsigned char c) {
    return (std::isalnum(c) && c < 0x80) || c == '_' || c == '-' || c == '.';
  });
  if (allowed && !name.empty() && name.size() <= max_tool_name) return;
  throw std::invalid_argument("tool name `" + name + "`: 1 to 128 of A-Z a-z 0-9 _ - .");
}

SchemaValidator compile(const std::string& tool, const char* which, const Json& schema) {
  auto compiled = SchemaValidator::compile(schema);
  if (compiled) return *std::move(compiled);
  throw std::invalid_argument("tool `" + tool + "`, " + which + ": " + compiled.error().what());
}

ToolEntry tool_entry(Tool tool, ToolHandler handler, DeferredToolHandler deferred,
                     HandlerOptions options) {
  require_tool_name(tool.name);
  if (tool.input_schema.is_null()) tool.input_schema = {{"type", "object"}};
  if (!tool.input_schema.is_object() || tool.input_schema.value("type", "") != "object") {
    throw std::invalid_argument("tool `" + tool.name + "`: input_schema must have type object");
  }
  auto input = compile(tool.name, "input_schema", tool.input_schema);
  std::optional<SchemaValidator> output;
  if (!tool.output_schema.is_null()) {
    output = compile(tool.name, "output_schema", tool.output_schema);
  }
  auto mirrored = http::mirrored_parameters(tool.input_schema);
  if (!mirrored)
    throw std::invalid_argument("tool `" + tool.name + "`: " + mirrored.error().what());
  Json shown = encode(tool);
  return {std::move(shown),   std::move(tool),     std::move(input), std::move(output),
          std::move(handler), std::move(deferred), options,          *std::move(mirrored)};
}

}  // namespace

Server::Server(Implementation self, ServerOptions options)
    : core_(std::make_shared<ServerCore>(std::move(self), std::move(options))) {}

// Stops the threads here and not in ServerCore, whose last owner may be a worker.
Server::~Server() {
  core_->workers.stop();
  core_->timers.stop();
}

void Server::add_tool(Tool tool, ToolHandler handler, HandlerOptions options) {
  auto entry = tool_entry(std::move(tool), std::move(handler), nullptr, options);
  std::string name = entry.tool.name;
  core_->tools.add(std::move(name), std::move(entry));
  core_->events.publish(ToolsChanged{});
}

void Server::add_deferred_tool(Tool tool, DeferredToolHandler handler) {
  auto entry = tool_entry(std::move(tool), nullptr, std::move(handler), {});
  std::string name = entry.tool.name;
  core_->tools.add(std::move(name), std::move(entry));
  core_->events.publish(ToolsChanged{});
}

bool Server::remove_tool(std::string_view name) {
  const bool removed = core_->tools.remove(name);
  if (removed) core_->events.publish(ToolsChanged{});
  return removed;
}

void Server::add_resource(Resource resource, ResourceHandler handler, HandlerOptions options) {
  Json shown = encode(resource);
  core_->resources.add(std::move(resource.uri), {std::move(shown), std::move(handler), options});
  core_->events.publish(ResourcesChanged{});
}

bool Server::remove_resource(std::string_view uri) {
  const bool removed = core_->resources.remove(uri);
  if (removed) core_->events.publish(ResourcesChanged{});
  return removed;
}

void Server::add_resource_template(ResourceTemplate resource_template,
                                   ResourceTemplateHandler handler, HandlerOptions options) {
  auto parsed = UriTemplate::parse(resource_template.uri_template);
  if (!parsed) throw std::invalid_argument(parsed.error().what());
  Json shown = encode(resource_template);
  core_->templates.add(std::move(resource_template.uri_template),
                       {std::move(shown), *std::move(parsed), std::move(handler), options});
  core_->events.publish(ResourcesChanged{});
}

bool Server::remove_resource_template(std::string_view uri_template) {
  const bool removed = core_->templates.remove(uri_template);
  if (removed) core_->events.publish(ResourcesChanged{});
  return removed;
}

void Server::set_resource_lister(ResourceLister lister, HandlerOptions options) {
  core_->lister = std::make_shared<const ListerEntry>(std::move(lister), options);
  core_->events.publish(ResourcesChanged{});
}

void Server::resources_changed() {
  core_->events.publish(ResourcesChanged{});
}

void Server::resource_updated(std::string_view uri) {
  core_->events.publish(ResourceUpdated{std::string(uri)});
}

void Server::add_prompt(Prompt prompt, PromptHandler handler, HandlerOptions options) {
  Json shown = encode(prompt);
  std::string name = prompt.name;
  core_->prompts.add(std::move(name),
                     {std::move(shown), std::move(prompt), std::move(handler), options});
  core_->events.publish(PromptsChanged{});
}

bool Server::remove_prompt(std::string_view name) {
  const bool removed = core_->prompts.remove(name);
  if (removed) core_->events.publish(PromptsChanged{});
  return removed;
}

void Server::add_prompt_completion(std::string_view prompt, std::string argument,
                                   CompletionHandler handler) {
  const bool changed = core_->prompts.change(
      prompt, [&](PromptEntry& entry) { entry.completions[argument] = std::move(handler); });
  if (!changed) throw std::invalid_argument("there is no prompt `" + std::string(prompt) + '`');
}

void Server::add_resource_completion(std::string_view uri_template, std::string variable,
                                     CompletionHandler handler) {
  const bool changed = core_->templates.change(uri_template, [&](TemplateEntry& entry) {
    if (!entry.uri_template.has_variable(variable)) {
      throw std::invalid_argument("the template has no variable `" + variable + '`');
    }
    entry.completions[variable] = std::move(handler);
  });
  if (!changed) {
    throw std::invalid_argument("there is no template `" + std::string(uri_template) + '`');
  }
}

void Server::log(LogLevel level, Json data, std::string_view logger) {
  core_->events.publish(Logged{level, std::move(data), std::string(logger)});
}

ServerCapabilities Server::capabilities() const {
  return core_->capabilities();
}

std::unique_ptr<ServerConnection> Server::connect(std::shared_ptr<Sink> sink,
                                                  std::string principal) {
  return std::make_unique<Connection>(core_, std::move(sink), std::move(principal));
}

}  // namespace mcp

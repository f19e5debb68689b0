#include "mcp/caller.hpp"
#include "mcp/elicitation.hpp"
#include "mcp/implementation.hpp"
#include "mcp/log_level.hpp"
#include "mcp/prompt.hpp"
#include "mcp/resource.hpp"
#include "mcp/tool.hpp"

// Codecs of the protocol's plain structs. Fields have the names of the MCP schema; the declarations
// of the structs document them.

namespace mcp {

Object<Icon> Icon::describe() {
  return Object<Icon>()
      .required("src", &Icon::src, "")
      .optional("mimeType", &Icon::mime_type, "")
      .optional("sizes", &Icon::sizes, "")
      .optional("theme", &Icon::theme, "")
      .open();
}

Object<Implementation> Implementation::describe() {
  return Object<Implementation>()
      .required("name", &Implementation::name, "")
      .required("version", &Implementation::version, "")
      .optional("title", &Implementation::title, "")
      .optional("description", &Implementation::description, "")
      .optional("websiteUrl", &Implementation::website_url, "")
      .optional("icons", &Implementation::icons, "")
      .open();
}

Object<Annotations> Annotations::describe() {
  return Object<Annotations>()
      .optional("audience", &Annotations::audience, "")
      .optional("priority", &Annotations::priority, "")
      .optional("lastModified", &Annotations::last_modified, "")
      .open();
}

Object<Resource> Resource::describe() {
  return Object<Resource>()
      .required("uri", &Resource::uri, "")
      .required("name", &Resource::name, "")
      .optional("title", &Resource::title, "")
      .optional("description", &Resource::description, "")
      .optional("mimeType", &Resource::mime_type, "")
      .optional("size", &Resource::size, "")
      .optional("annotations", &Resource::annotations, "")
      .optional("icons", &Resource::icons, "")
      .optional("_meta", &Resource::meta, "")
      .open();
}

Object<ResourceTemplate> ResourceTemplate::describe() {
  return Object<ResourceTemplate>()
      .required("uriTemplate", &ResourceTemplate::uri_template, "")
      .required("name", &ResourceTemplate::name, "")
      .optional("title", &ResourceTemplate::title, "")
      .optional("description", &ResourceTemplate::description, "")
      .optional("mimeType", &ResourceTemplate::mime_type, "")
      .optional("annotations", &ResourceTemplate::annotations, "")
      .optional("icons", &ResourceTemplate::icons, "")
      .optional("_meta", &ResourceTemplate::meta, "")
      .open();
}

Object<ToolAnnotations> ToolAnnotations::describe() {
  return Object<ToolAnnotations>()
      .optional("title", &ToolAnnotations::title, "")
      .optional("readOnlyHint", &ToolAnnotations::read_only, "")
      .optional("destructiveHint", &ToolAnnotations::destructive, "")
      .optional("idempotentHint", &ToolAnnotations::idempotent, "")
      .optional("openWorldHint", &ToolAnnotations::open_world, "")
      .open();
}

Object<NoArguments> NoArguments::describe() {
  return Object<NoArguments>();
}

Object<ToolExecution> ToolExecution::describe() {
  return Object<ToolExecution>().optional("taskSupport", &ToolExecution::task_support, "").open();
}

Object<Tool> Tool::describe() {
  return Object<Tool>()
      .required("name", &Tool::name, "")
      .required("inputSchema", &Tool::input_schema, "")
      .optional("title", &Tool::title, "")
      .optional("description", &Tool::description, "")
      .optional("outputSchema", &Tool::output_schema, "")
      .optional("annotations", &Tool::annotations, "")
      .optional("icons", &Tool::icons, "")
      .optional("execution", &Tool::execution, "")
      .optional("_meta", &Tool::meta, "")
      .open();
}

Object<PromptArgument> PromptArgument::describe() {
  return Object<PromptArgument>()
      .required("name", &PromptArgument::name, "")
      .optional("title", &PromptArgument::title, "")
      .optional("description", &PromptArgument::description, "")
      .optional("required", &PromptArgument::required, "")
      .open();
}

Object<Prompt> Prompt::describe() {
  return Object<Prompt>()
      .required("name", &Prompt::name, "")
      .optional("title", &Prompt::title, "")
      .optional("description", &Prompt::description, "")
      .optional("arguments", &Prompt::arguments, "")
      .optional("icons", &Prompt::icons, "")
      .optional("_meta", &Prompt::meta, "")
      .open();
}

Object<Completion> Completion::describe() {
  return Object<Completion>()
      .required("values", &Completion::values, "")
      .optional("total", &Completion::total, "")
      .optional("hasMore", &Completion::has_more, "")
      .open();
}

Object<ElicitResult> ElicitResult::describe() {
  return Object<ElicitResult>()
      .required("action", &ElicitResult::action, "")
      .optional("content", &ElicitResult::content, "")
      .open();
}

Object<Root> Root::describe() {
  return Object<Root>().required("uri", &Root::uri, "").optional("name", &Root::name, "").open();
}

Object<ListRootsResult> ListRootsResult::describe() {
  return Object<ListRootsResult>().required("roots", &ListRootsResult::roots, "").open();
}

EnumNames<LogLevel> enum_names(LogLevel) {
  return {{LogLevel::debug, "debug"},   {LogLevel::info, "info"},
          {LogLevel::notice, "notice"}, {LogLevel::warning, "warning"},
          {LogLevel::error, "error"},   {LogLevel::critical, "critical"},
          {LogLevel::alert, "alert"},   {LogLevel::emergency, "emergency"}};
}

EnumNames<CacheScope> enum_names(CacheScope) {
  return {{CacheScope::public_, "public"}, {CacheScope::private_, "private"}};
}

EnumNames<Role> enum_names(Role) {
  return {{Role::user, "user"}, {Role::assistant, "assistant"}};
}

EnumNames<ElicitAction> enum_names(ElicitAction) {
  return {{ElicitAction::accept, "accept"},
          {ElicitAction::decline, "decline"},
          {ElicitAction::cancel, "cancel"}};
}

}  // namespace mcp

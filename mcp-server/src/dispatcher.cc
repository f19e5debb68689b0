#include "dispatcher.hpp"

#include <map>

#include "catalog/cursor.hpp"
#include "coercion.hpp"
#include "completions.hpp"
#include "mcp/never_destroyed.hpp"
#include "rounds/serving_loop.hpp"
#include "tool_work.hpp"
#include "wire/methods.hpp"

namespace mcp {
namespace {

// Missing params are treated as an empty object.
const Json& params_of(const Exchange& exchange) {
  static const auto& none = never_destroyed(Json(Json::object()));
  const Json& params = exchange.request().params;
  return params.is_null() ? none : params;
}

const std::string& string_param(const Json& params, const char* key) {
  const auto found = params.find(key);
  if (found == params.end() || !found->is_string()) {
    throw Error(ErrorCode::invalid_params, std::string("`") + key + "` must be a string");
  }
  return found->get_ref<const std::string&>();
}

// `arguments`, which must be an object if present. Some clients send null instead of omitting it.
const Json& arguments_of(const Json& params) {
  static const auto& none = never_destroyed(Json(Json::object()));
  const auto found = params.find("arguments");
  if (found == params.end() || found->is_null()) return none;
  if (!found->is_object()) {
    throw Error(ErrorCode::invalid_params, "`arguments` must be an object");
  }
  return *found;
}

Values read_values(const Json& object) {
  auto values = decode<Values>(object);
  if (!values) {
    throw Error(ErrorCode::invalid_params, "`arguments`: " + std::string(values.error().what()));
  }
  return *std::move(values);
}

void require_arguments(const Prompt& prompt, const Values& values) {
  for (const auto& argument : prompt.arguments) {
    if (!argument.required || values.contains(argument.name)) continue;
    throw Error(ErrorCode::invalid_params,
                "Prompt `" + prompt.name + "` needs the argument `" + argument.name + '`');
  }
}

Json listed(const ResourcePage& page, const std::string& method) {
  Json items = Json::array();
  for (const auto& resource : page.resources) items.push_back(encode(resource));
  Json result{{"resources", std::move(items)},
              {"ttlMs", page.cache.ttl.count()},
              {"cacheScope", encode(page.cache.scope)}};
  if (page.next) result["nextCursor"] = to_lister_cursor(method, *page.next);
  return result;
}

Error unknown(const char* what, const std::string& name) {
  return Error(ErrorCode::invalid_params, std::string("Unknown ") + what + ": " + name);
}

}  // namespace

bool Dispatcher::dispatch(const ExchangePointer& exchange, const Rounds& rounds) const {
  using Answer = void (Dispatcher::*)(const ExchangePointer&, const Rounds&) const;
  static const auto& answers = never_destroyed(std::map<std::string_view, Answer>{
      {method::tools_list, &Dispatcher::list_tools},
      {method::tools_call, &Dispatcher::call_tool},
      {method::resources_list, &Dispatcher::list_resources},
      {method::resource_templates_list, &Dispatcher::list_resource_templates},
      {method::resources_read, &Dispatcher::read_resource},
      {method::prompts_list, &Dispatcher::list_prompts},
      {method::prompts_get, &Dispatcher::get_prompt},
      {method::complete, &Dispatcher::complete},
  });
  const auto answer = answers.find(exchange->request().method);
  if (answer == answers.end()) return false;
  try {
    (this->*answer->second)(exchange, rounds);
  } catch (const Error& error) {
    exchange->fail(error);
  }
  return true;
}

template <class Entry>
void Dispatcher::list(const ExchangePointer& exchange, const Catalog<Entry>& catalog,
                      const char* member, const std::optional<std::string>& after_all) const {
  const std::string& method = exchange->request().method;
  const auto from = read_cursor(method, params_of(*exchange)).value();
  const auto page = catalog.page(from, core_->options.page_size);
  Json items = Json::array();
  for (const auto& entry : page.entries) items.push_back(entry->shown);
  Json result{{member, std::move(items)},
              {"ttlMs", core_->options.list_cache.ttl.count()},
              {"cacheScope", encode(core_->options.list_cache.scope)}};
  if (after_all) result["nextCursor"] = *after_all;
  if (page.next) result["nextCursor"] = to_cursor(method, *page.next);
  exchange->succeed(std::move(result));
}

void Dispatcher::list_tools(const ExchangePointer& exchange, const Rounds&) const {
  list(exchange, core_->tools, "tools");
}

void Dispatcher::list_resources(const ExchangePointer& exchange, const Rounds& rounds) const {
  const auto lister = core_->lister.load();
  if (!lister) return list(exchange, core_->resources, "resources");
  const std::string& method = exchange->request().method;
  auto mark = read_lister_cursor(method, params_of(*exchange));
  if (!mark) read_cursor(method, params_of(*exchange)).value();  // throws for any other cursor
  if (!mark && core_->resources.used()) {
    return list(exchange, core_->resources, "resources", to_lister_cursor(method, ""));
  }
  if (mark && mark->empty()) mark.reset();
  const auto run = [lister, mark, method](RequestContext& context) -> Outcome {
    return listed(lister->handler(mark, context), method);
  };
  serve(core_, exchange, rounds, {method}, guarded(core_, method, lister->options, run));
}

void Dispatcher::list_resource_templates(const ExchangePointer& exchange, const Rounds&) const {
  list(exchange, core_->templates, "resourceTemplates");
}

void Dispatcher::list_prompts(const ExchangePointer& exchange, const Rounds&) const {
  list(exchange, core_->prompts, "prompts");
}

CallToolResult Dispatcher::refuse_arguments(const ToolEntry& entry, const Json& arguments) const {
  const auto violations = entry.input.violations(arguments);
  if (core_->options.invalid_arguments) {
    return core_->options.invalid_arguments(entry.tool, violations);
  }
  return tool_error(
      describe_violations("Invalid arguments for tool `" + entry.tool.name + "`:", violations));
}

// Arguments that do not match are reported in the tool result, to the model, which can correct
// them; not as a JSON-RPC error to the client. SEP-1303, 2025-11-25 server/tools, Error Handling.
void Dispatcher::call_tool(const ExchangePointer& exchange, const Rounds& rounds) const {
  const Json& params = params_of(*exchange);
  const std::string& name = string_param(params, "name");
  const auto entry = core_->tools.find(name);
  if (!entry) throw unknown("tool", name);
  const Json& given = arguments_of(params);
  std::shared_ptr<const Json> arguments(exchange, &given);
  if (!entry->input.accepts(given)) {
    auto meant = coerced(given, entry->tool.input_schema);
    if (!meant || !entry->input.accepts(*meant)) {
      return exchange->succeed(encode(refuse_arguments(*entry, given)));
    }
    arguments = std::make_shared<const Json>(*std::move(meant));
  }
  serve(core_, exchange, rounds, {name, given}, tool_work(core_, entry, std::move(arguments)));
}

void Dispatcher::read_resource(const ExchangePointer& exchange, const Rounds& rounds) const {
  const std::string& uri = string_param(params_of(*exchange), "uri");
  if (const auto entry = core_->resources.find(uri)) {
    const auto run = [entry, uri](RequestContext& context) {
      return to_outcome(entry->handler(uri, context));
    };
    return serve(core_, exchange, rounds, {uri}, guarded(core_, uri, entry->options, run));
  }
  std::optional<Values> variables;
  const auto entry = core_->templates.find_if([&](const TemplateEntry& candidate) {
    variables = candidate.uri_template.match(uri);
    return variables.has_value();
  });
  if (!entry) throw resource_not_found(uri);
  const auto run = [entry, uri, values = *variables](RequestContext& context) {
    return to_outcome(entry->handler(uri, values, context));
  };
  serve(core_, exchange, rounds, {uri}, guarded(core_, uri, entry->options, run));
}

void Dispatcher::get_prompt(const ExchangePointer& exchange, const Rounds& rounds) const {
  const Json& params = params_of(*exchange);
  const std::string& name = string_param(params, "name");
  const auto entry = core_->prompts.find(name);
  if (!entry) throw unknown("prompt", name);
  const Json& arguments = arguments_of(params);
  const Values values = read_values(arguments);
  require_arguments(entry->prompt, values);
  const auto run = [entry, values](RequestContext& context) {
    return to_outcome(entry->handler(values, context));
  };
  serve(core_, exchange, rounds, {name, arguments}, guarded(core_, name, entry->options, run));
}

void Dispatcher::complete(const ExchangePointer& exchange, const Rounds& rounds) const {
  const auto query = read_completion_query(params_of(*exchange));
  const auto run = [core = core_, query](RequestContext&) -> Outcome {
    return complete_query(*core, query);
  };
  serve(core_, exchange, rounds, {query.of}, guarded(core_, "completion", {}, run));
}

}  // namespace mcp

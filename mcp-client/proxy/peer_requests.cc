// How a Peer routes the requests of its client.

#include <algorithm>
#include <atomic>
#include <utility>

#include "gather.hpp"
#include "list.hpp"
#include "peer.hpp"
#include "wire/extensions.hpp"
#include "wire/methods.hpp"

namespace mcp::proxy {
namespace {

const std::string& text_param(const GatewayRequest& request, const char* key) {
  const Json& params = request.params();
  const auto found = params.is_object() ? params.find(key) : params.end();
  if (found == params.end() || !found->is_string()) {
    throw Error(ErrorCode::invalid_params, std::string("`") + key + "` must be a string");
  }
  return found->get_ref<const std::string&>();
}

Error unknown(const char* what, const std::string& name) {
  return Error(ErrorCode::invalid_params, std::string("Unknown ") + what + ": " + name);
}

const char* member_of(std::string_view method) {
  if (method == method::tools_list) return "tools";
  if (method == method::prompts_list) return "prompts";
  return method == method::resources_list ? "resources" : "resourceTemplates";
}

// Whether the client follows the tasks of 2026-07-28. A client with a session speaks an older
// revision, whatever it declares.
// Spec: the extension io.modelcontextprotocol/tasks.
bool knows_tasks(const GatewayRequest& request) {
  const Json& extensions = request.caller().capabilities.extensions;
  return !request.session() && extensions.is_object() && extensions.contains(extension::tasks);
}

// Whether another server may have what this one does not know.
bool is_unknown(const Error& error) {
  return error.code() == ErrorCode::resource_not_found ||
         error.code() == ErrorCode::invalid_params || error.code() == ErrorCode::method_not_found;
}

}  // namespace

void Peer::list(const Request& request) {
  const char* member = member_of(request->method());
  if (links_.size() > 1) return list_of_all(request, member);
  relay(request, {.server = 0,
                  .method = request->method(),
                  .params = forwarded_params(*request),
                  .present = [self = shared_from_this(), member](Json result) {
                    const auto items = result.find(member);
                    if (items != result.end()) {
                      *items = self->directory_->present(member, 0, std::move(*items));
                    }
                    return result;
                  }});
}

// One page with the items of all servers. A server that failed has none.
void Peer::list_of_all(const Request& request, const char* member) {
  const auto gather = std::make_shared<Gather>(
      links_.size(), [self = shared_from_this(), request, member](Gather::Results results) {
        Json all = Json::array();
        for (std::size_t i = 0; i < results.size(); ++i) {
          if (!results[i] || !results[i]->ok()) {
            if (results[i]) self->report(i, request->method(), results[i]->error());
            continue;
          }
          for (auto& item : self->directory_->present(member, i, **std::move(results[i]))) {
            all.push_back(std::move(item));
          }
        }
        request->succeed({{member, std::move(all)}});
      });
  gather->wait_at_most(shared_->timers, max_wait_for_others);
  for (std::size_t i = 0; i < links_.size(); ++i) {
    if (links_[i]->failed_recently()) {
      gather->add(i, Json::array());
      continue;
    }
    collect_list(links_[i], request->method(), member, shared_->options.call_timeout,
                 [gather, i](Result<Json> items) { gather->add(i, std::move(items)); });
  }
}

void Peer::report(std::size_t server, const std::string& what, const Error& error) const {
  shared_->options.log(links_[server]->name() + ": " + what + ": " + error.what());
}

void Peer::call_tool(const Request& request) {
  const std::string& shown = text_param(*request, "name");
  const auto place = directory_->tool(shown);
  const auto allowed = directory_->may_call(shown);
  if (!place || allowed == false) throw unknown("tool", shown);
  allowed ? call_tool_at(request, *place) : learn_tools(request, shown, *place);
}

void Peer::call_tool_at(const Request& request, const Place& place) {
  Json params = forwarded_params(*request);
  params["name"] = place.name;
  const bool requests_task = params.contains("task");
  relay(request, {.server = place.server,
                  .method = request->method(),
                  .params = std::move(params),
                  .client_follows_task = requests_task || knows_tasks(*request)});
}

// With --read-only, an unlisted tool may be called only if its server says that it is read-only.
void Peer::learn_tools(const Request& request, const std::string& shown, const Place& place) {
  collect_list(links_[place.server], std::string(method::tools_list), "tools",
               shared_->options.call_timeout,
               [self = shared_from_this(), request, shown, place](Result<Json> tools) {
                 if (!tools) return request->fail(tools.error());
                 self->directory_->present("tools", place.server, *std::move(tools));
                 if (self->directory_->may_call(shown).value_or(false)) {
                   return self->call_tool_at(request, place);
                 }
                 request->fail(unknown("tool", shown));
               });
}

void Peer::get_prompt(const Request& request) {
  const std::string& shown = text_param(*request, "name");
  const auto place = directory_->prompt(shown);
  if (!place) throw unknown("prompt", shown);
  Json params = forwarded_params(*request);
  params["name"] = place->name;
  relay(request,
        {.server = place->server, .method = request->method(), .params = std::move(params)});
}

void Peer::read_resource(const Request& request) {
  const auto owner = directory_->owner(text_param(*request, "uri"));
  Json params = forwarded_params(*request);
  if (!owner) return find_owner(request, std::move(params));
  relay(request, {.server = *owner, .method = request->method(), .params = std::move(params)});
}

// Asks the servers for their lists; if none has listed the URI, tries one server after the other.
void Peer::find_owner(const Request& request, Json params) {
  const auto open = std::make_shared<std::atomic<std::size_t>>(links_.size());
  for (std::size_t i = 0; i < links_.size(); ++i) {
    collect_list(
        links_[i], std::string(method::resources_list), "resources", shared_->options.call_timeout,
        [self = shared_from_this(), request, params, open, i](Result<Json> items) {
          if (items) self->directory_->present("resources", i, *std::move(items));
          if (--*open != 0) return;
          const auto owner = self->directory_->owner(request->params().value("uri", std::string()));
          if (!owner) return self->try_servers(request, params, 0);
          self->relay(request, {.server = *owner, .method = request->method(), .params = params});
        });
  }
}

void Peer::try_servers(const Request& request, Json params, std::size_t first) {
  RelayCall call{.server = first, .method = request->method(), .params = params};
  if (first + 1 < links_.size()) {
    call.recover = [self = shared_from_this(), request, params, first](const Error& error) {
      if (!is_unknown(error) && !is_local(error.code())) return false;
      self->try_servers(request, params, first + 1);
      return true;
    };
  }
  relay(request, std::move(call));
}

void Peer::complete(const Request& request) {
  Json params = forwarded_params(*request);
  const Json reference = params.is_object() ? params.value("ref", Json()) : Json();
  const auto text = [&](const char* key) {
    const Json value = reference.is_object() ? reference.value(key, Json()) : Json();
    return value.is_string() ? value.get<std::string>() : std::string();
  };
  if (text("type") == "ref/prompt" && !text("name").empty()) {
    const auto place = directory_->prompt(text("name"));
    if (!place) throw unknown("prompt", text("name"));
    params["ref"]["name"] = place->name;
    return relay(
        request,
        {.server = place->server, .method = request->method(), .params = std::move(params)});
  }
  const auto owner = directory_->owner(text("uri"));
  if (!owner) return try_servers(request, std::move(params), 0);
  relay(request, {.server = *owner, .method = request->method(), .params = std::move(params)});
}

// Servers without log messages have no level to set.
void Peer::set_log_level(const Request& request) {
  const Json& params = request->params();
  const auto level = decode<LogLevel>(params.is_object() ? params.value("level", Json()) : Json());
  if (!level) throw Error(ErrorCode::invalid_params, level.error().what());
  const auto gather =
      std::make_shared<Gather>(links_.size(), [request](const Gather::Results& results) {
        const bool any = std::ranges::any_of(results, [](const auto& r) { return r && r->ok(); });
        any ? request->succeed(Json::object()) : request->fail(results.front()->error());
      });
  for (std::size_t i = 0; i < links_.size(); ++i) {
    links_[i]->use_on_worker([gather, i, level = *level](const Result<Client*>& client) {
      try {
        client.value()->set_log_level(level);
        gather->add(i, Json::object());
      } catch (const Error& error) {
        gather->add(i, error);
      }
    });
  }
}

void Peer::ping(const Request& request) {
  if (links_.size() > 1) return request->succeed(Json::object());
  links_.front()->use_on_worker([request](const Result<Client*>& client) {
    try {
      client.value()->ping();
      request->succeed(Json::object());
    } catch (const Error& error) {
      request->fail(error);
    }
  });
}

// Requests of extensions, such as tasks/get.
void Peer::pass_on(const Request& request) {
  Json params = forwarded_params(*request);
  const Json task = params.is_object() ? params.value("taskId", Json()) : Json();
  std::optional<std::size_t> server = 0;
  if (links_.size() > 1) {
    server = task.is_string() ? directory_->task_owner(task) : std::nullopt;
  }
  if (!server) {
    throw Error(ErrorCode::method_not_found,
                "The proxy does not know which server this request is for: " + request->method());
  }
  relay(request, {.server = *server, .method = request->method(), .params = std::move(params)});
}

}  // namespace mcp::proxy

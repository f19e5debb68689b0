#include "edge/stateless.hpp"

#include "events.hpp"
#include "wire/meta.hpp"
#include "wire/methods.hpp"
#include "wire/revisions.hpp"

namespace mcp {
namespace {

/// Spec: 2026-07-28 schema, SubscriptionFilter.
struct Filter {
  bool tools_list_changed = false;
  bool prompts_list_changed = false;
  bool resources_list_changed = false;
  std::vector<std::string> resource_subscriptions;

  static Object<Filter> describe() {
    return Object<Filter>()
        .optional("toolsListChanged", &Filter::tools_list_changed, "")
        .optional("promptsListChanged", &Filter::prompts_list_changed, "")
        .optional("resourcesListChanged", &Filter::resources_list_changed, "")
        .optional("resourceSubscriptions", &Filter::resource_subscriptions, "");
  }
};

Filter requested_filter(const Json& params) {
  const auto found = params.find("notifications");
  if (found == params.end()) throw Error(ErrorCode::invalid_params, "`notifications` is missing");
  try {
    return Codec<Filter>::decode(*found);
  } catch (const Error& error) {
    reject_at("notifications", error);
  }
}

// The part of the filter that the server supports.
Filter honored(Filter filter, const ServerCapabilities& offered) {
  filter.tools_list_changed = filter.tools_list_changed && offered.tools_list_changed;
  filter.prompts_list_changed = filter.prompts_list_changed && offered.prompts_list_changed;
  filter.resources_list_changed = filter.resources_list_changed && offered.resources_list_changed;
  if (!offered.resources_subscribe) filter.resource_subscriptions.clear();
  return filter;
}

// An Error rejects all subscriptions to resources, but not the others.
std::vector<std::string> accepted_or_none(const ServerCore& core, const CallerInfo& caller,
                                          const std::vector<std::string>& uris) {
  try {
    return accepted_subscriptions(core, caller, uris);
  } catch (const Error&) {
    return {};
  }
}

EventFilter to_event_filter(const Filter& filter) {
  return {.tools = filter.tools_list_changed,
          .prompts = filter.prompts_list_changed,
          .resources = filter.resources_list_changed,
          .uris = {filter.resource_subscriptions.begin(), filter.resource_subscriptions.end()}};
}

void call_watched_hook(const std::shared_ptr<ServerCore>& core, const ExchangePointer& exchange,
                       const std::vector<std::string>& uris) {
  const ServerHooks& hooks = core->options.hooks;
  if (uris.empty()) return;
  if (hooks.subscribed) {
    run_hook(*core, "subscribed", [&] { hooks.subscribed(exchange->caller(), uris); });
  }
  if (!hooks.unsubscribed) return;
  exchange->on_end([core, caller = exchange->caller(), uris] {
    run_hook(*core, "unsubscribed", [&] { core->options.hooks.unsubscribed(caller, uris); });
  });
}

Json subscription_meta(const RequestId& id) {
  return {{meta::subscription_id, to_json(id)}};
}

}  // namespace

Stateless::Stateless(std::shared_ptr<ServerCore> core)
    : core_(std::move(core)), rounds_(std::make_shared<StatelessRounds>(*core_)) {}

bool Stateless::answer(const ExchangePointer& exchange) const {
  const bool is_discover = exchange->request().method == method::discover;
  if (!is_discover && exchange->request().method != method::listen) return false;
  try {
    is_discover ? discover(exchange) : listen(exchange);
  } catch (const Error& error) {
    exchange->fail(error);
  }
  return true;
}

/// Spec: 2026-07-28 server/discover.
void Stateless::discover(const ExchangePointer& exchange) const {
  ServerCapabilities offered = core_->capabilities();
  offered.logging = core_->options.logging;
  Json result{{"supportedVersions", revision_names(modern_revisions())},
              {"capabilities", to_json(offered)},
              {"ttlMs", core_->options.list_cache.ttl.count()},
              {"cacheScope", encode(core_->options.list_cache.scope)}};
  if (!core_->options.instructions.empty()) result["instructions"] = core_->options.instructions;
  exchange->succeed(std::move(result));
}

/// Spec: 2026-07-28 basic/patterns/subscriptions. The acknowledgment is sent before any event, and
/// no event after the acknowledgment is lost.
void Stateless::listen(const ExchangePointer& exchange) const {
  const RequestId& id = exchange->request().id;
  Filter filter = honored(requested_filter(exchange->request().params), core_->capabilities());
  filter.resource_subscriptions =
      accepted_or_none(*core_, exchange->caller(), filter.resource_subscriptions);
  const auto events = core_->events.subscribe(to_event_filter(filter), id, exchange->sink());
  exchange->on_end([events] { events->end(); });
  call_watched_hook(core_, exchange, filter.resource_subscriptions);
  exchange->notify({std::string(method::acknowledged),
                    {{"_meta", subscription_meta(id)}, {"notifications", encode(filter)}}});
  events->release();
}

bool Stateless::end_subscription(Exchange& exchange) {
  if (exchange.request().method != method::listen) return false;
  exchange.succeed({{"_meta", subscription_meta(exchange.request().id)}});
  return true;
}

}  // namespace mcp

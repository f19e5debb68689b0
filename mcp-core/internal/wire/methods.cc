#include "wire/methods.hpp"

#include <algorithm>
#include <array>

namespace mcp::method {
namespace {

constexpr std::array modern = {
    discover,       listen,       tools_list,  tools_call, resources_list, resource_templates_list,
    resources_read, prompts_list, prompts_get, complete,
};

constexpr std::array legacy = {
    initialize,
    ping,
    tools_list,
    tools_call,
    resources_list,
    resource_templates_list,
    resources_read,
    resources_subscribe,
    resources_unsubscribe,
    prompts_list,
    prompts_get,
    complete,
    set_log_level,
};

constexpr std::array cacheable = {
    discover, tools_list, prompts_list, resources_list, resource_templates_list, resources_read,
};

}  // namespace

bool in_modern(std::string_view method) {
  return std::ranges::count(modern, method) != 0;
}
bool in_legacy(std::string_view method) {
  return std::ranges::count(legacy, method) != 0;
}
bool is_cacheable(std::string_view method) {
  return std::ranges::count(cacheable, method) != 0;
}

}  // namespace mcp::method

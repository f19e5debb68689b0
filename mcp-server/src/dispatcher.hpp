#pragma once

#include <memory>

#include "edge/exchange.hpp"
#include "rounds/input_rounds.hpp"
#include "server_core.hpp"

namespace mcp {

/// Responds to the requests that both eras have. Any thread.
class Dispatcher {
 public:
  explicit Dispatcher(std::shared_ptr<ServerCore> core) : core_(std::move(core)) {}

  /// Responds to the request, now or later. False: it is not one of those.
  bool dispatch(const ExchangePointer& exchange, const std::shared_ptr<InputRounds>& rounds) const;

 private:
  using Rounds = std::shared_ptr<InputRounds>;

  void list_tools(const ExchangePointer& exchange, const Rounds& rounds) const;
  void list_resources(const ExchangePointer& exchange, const Rounds& rounds) const;
  void list_resource_templates(const ExchangePointer& exchange, const Rounds& rounds) const;
  void list_prompts(const ExchangePointer& exchange, const Rounds& rounds) const;
  void call_tool(const ExchangePointer& exchange, const Rounds& rounds) const;
  void read_resource(const ExchangePointer& exchange, const Rounds& rounds) const;
  void get_prompt(const ExchangePointer& exchange, const Rounds& rounds) const;
  void complete(const ExchangePointer& exchange, const Rounds& rounds) const;

  template <class Entry>
  void list(const ExchangePointer& exchange, const Catalog<Entry>& catalog, const char* member,
            const std::optional<std::string>& after_all = {}) const;
  CallToolResult refuse_arguments(const ToolEntry& entry, const Json& arguments) const;

  const std::shared_ptr<ServerCore> core_;
};

}  // namespace mcp

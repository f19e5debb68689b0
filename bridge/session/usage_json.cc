#include "bridge/session/usage_json.hpp"

namespace mcp::bridge {

Json usage_json(const Usage& usage) {
  const std::int64_t written = usage.cache_write_5m + usage.cache_write_1h;
  return {{"input_tokens", usage.input},
          {"output_tokens", usage.output},
          {"cache_creation_input_tokens", written},
          {"cache_read_input_tokens", usage.cache_read},
          {"cache_creation",
           {{"ephemeral_5m_input_tokens", usage.cache_write_5m},
            {"ephemeral_1h_input_tokens", usage.cache_write_1h}}},
          {"cache_creation_tokens", written},
          {"cache_read_tokens", usage.cache_read},
          {"total_tokens", usage.input + usage.output + written + usage.cache_read}};
}

}  // namespace mcp::bridge

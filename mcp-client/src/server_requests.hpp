#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "mcp/message.hpp"

namespace mcp {

/// Ids of a server's requests are kept and sent back; longer ones serve no purpose.
constexpr std::size_t max_request_id_bytes = 256;

inline bool is_usable(const RequestId& id) {
  const auto* text = std::get_if<std::string>(&id);
  return !text || text->size() <= max_request_id_bytes;
}

}  // namespace mcp

#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "mcp/message.hpp"

namespace mcp {

/// The client stores the ids of a server's requests and sends them back, so their size is limited.
constexpr std::size_t max_request_id_bytes = 256;

inline bool is_usable(const RequestId& id) {
  const auto* text = std::get_if<std::string>(&id);
  return !text || text->size() <= max_request_id_bytes;
}

}  // namespace mcp

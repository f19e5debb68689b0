#pragma once

#include <string>

namespace mcp::bridge {

/// An unguessable id: 128 random bits in hexadecimal.
std::string random_id();

}  // namespace mcp::bridge

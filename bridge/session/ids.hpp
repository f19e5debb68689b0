#pragma once

#include <string>

namespace mcp::bridge {

/// 128 random bits in hexadecimal: nobody guesses one.
std::string random_id();

}  // namespace mcp::bridge

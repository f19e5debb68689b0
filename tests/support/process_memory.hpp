#pragma once

#include <cstddef>

namespace mcp::test {

/// Bytes of memory that this process has in use.
std::size_t memory_in_use();

/// Allows this process as many descriptors as it may have; how many those are.
std::size_t raise_descriptor_limit();

}  // namespace mcp::test

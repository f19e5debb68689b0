#pragma once

#include <cstddef>

namespace mcp::test {

/// Bytes of memory that this process has in use.
std::size_t memory_in_use();

/// Raises this process's limit on descriptors to the hard limit, and returns it.
std::size_t raise_descriptor_limit();

}  // namespace mcp::test

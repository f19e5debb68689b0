#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/// Tests one input of any bytes. Each fuzzer defines it.
void fuzz(std::string_view input);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}

/// Aborts the run when the condition does not hold.
inline void require(bool holds) {
  if (!holds) std::abort();
}

#pragma once

#include <utility>

namespace mcp {

/// A copy of `value` that lives as long as the process: for `static const auto& x =
/// never_destroyed(...)`, which threads may read while the program exits and destroys its static
/// objects.
template <class T>
const T& never_destroyed(T value) {
  return *new T(std::move(value));
}

}  // namespace mcp

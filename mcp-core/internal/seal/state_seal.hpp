#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/error.hpp"

namespace mcp {

/// A key for sealing: 256 random bits, shared by all processes that serve one endpoint.
using SealKey = std::array<std::uint8_t, 32>;
SealKey random_seal_key();

/// Encrypts and authenticates state that a client keeps for the server (AES-256-GCM). State that a
/// client returns is accepted only when it was sealed with a key of the ring, for the same binding,
/// and has not expired. The first key of the ring seals, all of them open: to rotate keys, put a
/// new one in front. Immutable, any thread. Spec: 2026-07-28 basic/patterns/mrtr, Server
/// Requirements 4 and 5.
class StateSeal {
 public:
  using Time = std::chrono::system_clock::time_point;

  explicit StateSeal(std::vector<SealKey> ring);

  /// `binding` says what the state belongs to (see `Binding`); it is authenticated, not contained.
  std::string seal(std::string_view state, std::string_view binding, Time expiry) const;

  /// Errors: `invalid_params` with one fixed text for every cause, so that a forger learns nothing.
  Result<std::string> open(std::string_view sealed, std::string_view binding, Time now) const;

 private:
  std::vector<SealKey> ring_;
};

/// Binds a state to its request, so that it cannot be used with another one.
struct Binding {
  std::string principal;
  std::string method;
  std::string name;       ///< Of the tool or prompt, or the URI of the resource.
  std::string arguments;  ///< Canonical JSON text.

  /// An unambiguous text of the four.
  std::string text() const;
};

}  // namespace mcp

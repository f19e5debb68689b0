#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "io/descriptor.hpp"

namespace mcp {

/// Writes to a pipe, socket, terminal or file that other programs may share, without ever waiting
/// for its reader and without changing its mode: O_NONBLOCK belongs to the open file, so setting it
/// on standard output would also change standard error and all other processes that hold it.
class Outlet {
 public:
  /// Takes the descriptor over.
  explicit Outlet(Descriptor descriptor);

  /// Writes as much as fits now, possibly nothing. Empty: the reader is gone, or the device failed.
  std::optional<std::size_t> write_some(std::string_view bytes);

  /// For poll(2), with POLLOUT.
  int fd() const { return descriptor_.get(); }
  void close() { descriptor_.reset(); }

 private:
  enum class Kind {
    non_blocking,  // a pipe or terminal, opened a second time for us alone
    socket,        // can be asked not to wait for each write
    file,          // never blocks
    careful,       // none of these: written only in pieces that are known to fit
  };

  Descriptor descriptor_;
  Kind kind_ = Kind::careful;
};

}  // namespace mcp

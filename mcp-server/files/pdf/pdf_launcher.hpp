#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>

#include "io/descriptor.hpp"

namespace mcp::files {

/// Which text of a PDF is wanted.
struct PdfRequest {
  std::uint64_t first_page = 1;
  std::uint64_t last_page = 1;
  std::uint64_t max_bytes = 0;
};

/// Runs `mcp-pdf-text` for one PDF after the other. A parser of PDF files is large, and the files
/// are hostile, so it is in a program of its own: a crash or an attack does not reach the server.
/// Landlock lets the confined server execute nothing, so a small process that is forked before
/// starts the program. Any thread.
class PdfLauncher {
 public:
  /// Forks the process. Call it before Landlock is turned on; other threads may run. Null when
  /// there is no such program, or no process can be made.
  static std::shared_ptr<const PdfLauncher> start(const std::string& program);
  ~PdfLauncher();
  PdfLauncher(const PdfLauncher&) = delete;
  PdfLauncher& operator=(const PdfLauncher&) = delete;

  /// Starts the program on an open PDF and returns its output, to read until its end. The program
  /// ends when the descriptor is closed, and after 15 seconds. At most four run at once; the next
  /// one starts when one of them has ended. Throws FileError.
  Descriptor run(int pdf, const PdfRequest& request) const;

 private:
  PdfLauncher(Descriptor socket, pid_t process) : socket_(std::move(socket)), process_(process) {}

  Descriptor socket_;
  const pid_t process_;
};

/// The `mcp-pdf-text` beside the running program.
std::string pdf_program();

}  // namespace mcp::files

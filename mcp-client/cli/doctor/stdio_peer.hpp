#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "doctor/peer.hpp"
#include "io/descriptor.hpp"
#include "mcp/client/channel.hpp"

namespace mcp {
class Process;
}

namespace mcp::cli::doctor {

/// A server process that is spoken to over its standard input and output. Its standard error is
/// read and counted, and the last of it is kept. The destructor ends the process.
class StdioPeer final : public Peer {
 public:
  /// Throws Error with `connection_closed` when the program cannot be started.
  StdioPeer(ChildProcess process, std::stop_token stop);
  ~StdioPeer() override;

  Exchange exchange(const Sending& sending) override;
  bool gone() const override { return ended_; }

  /// Closes the program's standard input and waits for it to exit. Empty: it did not in time.
  std::optional<Milliseconds> end(Milliseconds patience);
  /// How many bytes the program wrote to standard error, and the last of them.
  std::size_t stderr_bytes() const { return stderr_bytes_; }
  const std::string& last_stderr() const { return last_stderr_; }

 private:
  using Clock = std::chrono::steady_clock;

  bool write(const std::string& line, Clock::time_point deadline);
  void receive(Exchange& exchange, const Sending& sending, Clock::time_point deadline);
  bool take_lines(Exchange& exchange, const Sending& sending);
  bool wait_for_output(Clock::time_point deadline);
  void read_errors();
  void answer_requests(const Exchange& exchange, std::size_t from);

  const std::stop_token stop_;
  const std::unique_ptr<Process> process_;
  Descriptor input_;
  Descriptor output_;
  Descriptor errors_;
  std::string buffer_;
  std::size_t scanned_ = 0;  // no line end before it
  std::size_t stderr_bytes_ = 0;
  std::string last_stderr_;
  bool ended_ = false;
  std::string ending_;
};

}  // namespace mcp::cli::doctor

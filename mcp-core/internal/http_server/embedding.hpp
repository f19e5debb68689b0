#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <optional>

#include "io/embeddable_loop.hpp"

namespace mcp::http {

/// Has the thread of an io_context do the work of another event loop. On that thread.
class Embedding {
 public:
  Embedding(boost::asio::io_context& context, EmbeddableLoop& loop);

  void begin();
  /// Lets the io_context run out of work.
  void stop_waiting();
  /// After the io_context has returned: gives the loop back.
  void end();

 private:
  void watch();
  void work();
  void set_timer();

  EmbeddableLoop& loop_;
  boost::asio::posix::stream_descriptor descriptor_;
  boost::asio::steady_timer timer_;
  std::optional<EmbeddableLoop::Clock::time_point> due_;  // what timer_ is set to
  bool stopped_ = false;
};

}  // namespace mcp::http

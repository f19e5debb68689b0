#include "http_server/embedding.hpp"

#include <fcntl.h>

#include <cerrno>
#include <system_error>

namespace mcp::http {
namespace {

// Asio closes the descriptors that it waits for.
int duplicate(int descriptor) {
  const int copy = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) throw std::system_error(errno, std::generic_category(), "fcntl");
  return copy;
}

}  // namespace

Embedding::Embedding(boost::asio::io_context& context, EmbeddableLoop& loop)
    : loop_(loop), descriptor_(context, duplicate(loop.descriptor())), timer_(context) {}

void Embedding::begin() {
  loop_.embed();
  work();
  watch();
}

// Work that is already due may run after this, and must not wait again.
void Embedding::stop_waiting() {
  stopped_ = true;
  boost::system::error_code ignored;
  descriptor_.cancel(ignored);
  timer_.cancel();
}

void Embedding::end() {
  loop_.release();
}

void Embedding::watch() {
  constexpr auto readable = boost::asio::posix::descriptor_base::wait_read;
  descriptor_.async_wait(readable, [this](const boost::system::error_code& error) {
    if (error || stopped_) return;
    work();
    watch();
  });
}

void Embedding::work() {
  loop_.work();
  set_timer();
}

void Embedding::set_timer() {
  const auto due = loop_.due();
  if (due == due_) return;
  due_ = due;
  if (!due) {
    timer_.cancel();
    return;
  }
  timer_.expires_at(*due);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error || stopped_) return;
    due_.reset();
    work();
  });
}

}  // namespace mcp::http

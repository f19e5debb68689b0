#include "io/line_writer.hpp"

#include <poll.h>

#include "wire/methods.hpp"

namespace mcp {
namespace {

constexpr std::size_t good_piece = std::size_t{32} << 10;
constexpr std::size_t keep_capacity = std::size_t{256} << 10;

bool only_informs(const Message& message) {
  const auto* notification = std::get_if<Notification>(&message);
  return notification &&
         (notification->method == method::progress || notification->method == method::message);
}

}  // namespace

LineWriter::LineWriter(Descriptor descriptor, std::size_t soft_limit, std::size_t hard_limit)
    : soft_limit_(soft_limit), hard_limit_(hard_limit), outlet_(std::move(descriptor)) {}

LineWriter::~LineWriter() {
  close();
}

// Encodes without the lock, into a buffer that the thread reuses.
bool LineWriter::send(Message message) {
  thread_local std::string line;
  line.clear();
  append_text(line, message);
  line += '\n';
  {
    std::scoped_lock lock(mutex_);
    if (closed_) return false;
    if (unsent().size() > soft_limit_ && only_informs(message)) return true;
    write_or_keep(line);
    update_congestion();
  }
  if (line.capacity() > keep_capacity) line = {};
  return true;
}

void LineWriter::write_or_keep(std::string_view bytes) {
  const bool gathering = gathering_ == std::this_thread::get_id();
  if (waiting_ || gathering || !unsent().empty()) {
    buffer_ += bytes;
    if (unsent().size() > hard_limit_) return fail();
    if (!waiting_ && (!gathering || unsent().size() >= good_piece)) write_kept();
    return;
  }
  while (!bytes.empty()) {
    const auto written = outlet_.write_some(bytes);
    if (!written) return fail();
    bytes.remove_prefix(*written);
    if (*written != 0) continue;
    buffer_ = bytes;
    return leave_to_thread();
  }
}

void LineWriter::write_kept() {
  while (!unsent().empty()) {
    const auto written = outlet_.write_some(unsent());
    if (!written) return fail();
    sent_ += *written;
    if (*written == 0) return leave_to_thread();
  }
  buffer_.clear();
  if (buffer_.capacity() > keep_capacity) buffer_.shrink_to_fit();
  sent_ = 0;
}

void LineWriter::leave_to_thread() {
  waiting_ = true;
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  changed_.notify_all();
}

void LineWriter::fail() {
  closed_ = true;
  waiting_ = false;
  buffer_ = {};
  sent_ = 0;
  update_congestion();
  wakeup_.signal();
  changed_.notify_all();
}

void LineWriter::update_congestion() {
  const bool congested = unsent().size() > (congested_ ? soft_limit_ / 2 : soft_limit_);
  if (congested == congested_) return;
  congested_ = congested;
  congested ? room_.clear() : room_.signal();
}

void LineWriter::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return waiting_ || closed_; });
    if (closed_) return;
    pollfd ready[] = {{outlet_.fd(), POLLOUT, 0}, {wakeup_.fd(), POLLIN, 0}};
    lock.unlock();
    ::poll(ready, 2, -1);
    lock.lock();
    if (closed_) return;
    const auto written = outlet_.write_some(unsent());
    if (!written) return fail();
    sent_ += *written;
    if (unsent().empty()) {
      buffer_.clear();
      sent_ = 0;
      waiting_ = false;
    } else if (sent_ > buffer_.size() / 2) {
      buffer_.erase(0, sent_);
      sent_ = 0;
    }
    update_congestion();
    changed_.notify_all();
  }
}

bool LineWriter::flush(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  if (!closed_ && !waiting_) write_kept();
  update_congestion();
  return changed_.wait_for(lock, limit, [this] { return closed_ || !waiting_; }) && !closed_;
}

void LineWriter::close() {
  std::call_once(close_once_, [this] {
    {
      std::scoped_lock lock(mutex_);
      fail();
    }
    if (thread_.joinable()) thread_.join();
    outlet_.close();
  });
}

bool LineWriter::closed() const {
  std::scoped_lock lock(mutex_);
  return closed_;
}

// poll() reports that the other end of a pipe is closed, without a write.
bool LineWriter::abandoned() const {
  std::scoped_lock lock(mutex_);
  if (closed_) return true;
  pollfd end{outlet_.fd(), 0, 0};
  return ::poll(&end, 1, 0) == 1 && (end.revents & (POLLERR | POLLHUP)) != 0;
}

std::size_t LineWriter::kept() const {
  std::scoped_lock lock(mutex_);
  return unsent().size();
}

bool LineWriter::congested() const {
  std::scoped_lock lock(mutex_);
  return congested_;
}

LineWriter::Batch::Batch(LineWriter& writer) : writer_(writer) {
  std::scoped_lock lock(writer_.mutex_);
  writer_.gathering_ = std::this_thread::get_id();
}

LineWriter::Batch::~Batch() {
  std::scoped_lock lock(writer_.mutex_);
  writer_.gathering_ = {};
  if (!writer_.closed_ && !writer_.waiting_) writer_.write_kept();
  writer_.update_congestion();
}

}  // namespace mcp

#include "support/raw_client.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace mcp::test {
namespace {

using Clock = std::chrono::steady_clock;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

bool RawResponse::has(std::string_view header) const {
  return lower(head).find(header) != head.npos;
}

std::string RawResponse::value(const std::string& header) const {
  const auto at = lower(head).find("\r\n" + header + ": ");
  if (at == head.npos) return {};
  const auto begin = at + header.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

RawClient::RawClient(std::uint16_t port, int receive_buffer)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const int at_once = 1;
  ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  if (receive_buffer != 0) {
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("cannot connect");
  }
}

bool RawClient::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// False at the end of the stream or on timeout.
bool RawClient::fill(Clock::time_point deadline) {
  if (ended_) return false;
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  pollfd ready{socket_.get(), POLLIN, 0};
  if (::poll(&ready, 1, static_cast<int>(std::max<std::int64_t>(left, 0))) != 1) return false;
  std::array<char, 16384> bytes;
  const ssize_t count = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
  ended_ = count <= 0;
  if (!ended_) buffer_.append(bytes.data(), static_cast<std::size_t>(count));
  return !ended_;
}

bool RawClient::fill_until(std::size_t size, Clock::time_point deadline) {
  while (buffer_.size() < size) {
    if (!fill(deadline)) return false;
  }
  return true;
}

bool RawClient::read_until(std::string_view text, std::chrono::milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  while (buffer_.find(text) == buffer_.npos) {
    if (!fill(deadline)) return false;
  }
  return true;
}

void RawClient::forget_through(std::string_view text) {
  const auto at = buffer_.find(text);
  if (at != buffer_.npos) buffer_.erase(0, at + text.size());
}

bool RawClient::closed(std::chrono::milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  while (fill(deadline)) {
  }
  return ended_;
}

RawResponse RawClient::read(std::chrono::milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  RawResponse response;
  while (buffer_.find("\r\n\r\n") == buffer_.npos) {
    if (!fill(deadline)) return response;
  }
  const auto end = buffer_.find("\r\n\r\n") + 2;
  response.head = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  if (response.head.starts_with("HTTP/1.1 ")) response.status = std::stoi(response.head.substr(9));
  const bool is_bodyless =
      response.status == 204 || response.status == 304;  // RFC 9112 section 6.3
  if (response.status == 100 || is_bodyless) {
    response.complete = true;
  } else if (response.has("transfer-encoding: chunked")) {
    while (read_until("\r\n", limit)) {
      const std::size_t size = std::stoul(buffer_, nullptr, 16);
      const std::size_t begin = buffer_.find("\r\n") + 2;
      if (!fill_until(begin + size + 2, deadline)) return response;
      response.body += buffer_.substr(begin, size);
      buffer_.erase(0, begin + size + 2);
      response.complete = size == 0;
      if (response.complete) break;
    }
  } else if (const std::string length = response.value("content-length"); !length.empty()) {
    response.complete = fill_until(std::stoul(length), deadline);
    response.body = buffer_.substr(0, std::stoul(length));
    buffer_.erase(0, response.body.size());
  } else {
    response.complete = closed(limit);
    response.body = std::exchange(buffer_, {});
  }
  return response;
}

void RawClient::reset() {
  const linger none{1, 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &none, sizeof none);
  socket_.reset();
}

void RawClient::half_close() const {
  ::shutdown(socket_.get(), SHUT_WR);
}

}  // namespace mcp::test

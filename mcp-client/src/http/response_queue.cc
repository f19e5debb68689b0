#include "http/response_queue.hpp"

#include <utility>

namespace mcp::http::client {
namespace {

constexpr std::size_t max_posting = 8;
constexpr std::size_t max_under_way = 64;

}  // namespace

bool ResponseQueue::reserve() {
  if (++under_way_ <= max_under_way) return true;
  release();
  return false;
}

void ResponseQueue::add(Message response) {
  waiting_.push_back(std::move(response));
  post_waiting();
}

void ResponseQueue::post_waiting() {
  while (posting_ < max_posting && !waiting_.empty()) {
    const Message response = std::move(waiting_.front());
    waiting_.pop_front();
    ++posting_;
    post_(response, [this] {
      --posting_;
      release();
      post_waiting();
    });
  }
}

}  // namespace mcp::http::client

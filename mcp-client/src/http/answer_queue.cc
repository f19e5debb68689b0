#include "http/answer_queue.hpp"

#include <utility>

namespace mcp::http::client {
namespace {

constexpr std::size_t max_posting = 8;
constexpr std::size_t max_under_way = 64;

}  // namespace

bool AnswerQueue::reserve() {
  if (++under_way_ <= max_under_way) return true;
  release();
  return false;
}

void AnswerQueue::add(Message answer) {
  waiting_.push_back(std::move(answer));
  post_waiting();
}

void AnswerQueue::post_waiting() {
  while (posting_ < max_posting && !waiting_.empty()) {
    const Message answer = std::move(waiting_.front());
    waiting_.pop_front();
    ++posting_;
    post_(answer, [this] {
      --posting_;
      release();
      post_waiting();
    });
  }
}

}  // namespace mcp::http::client

#include "bridge/servers/call_time.hpp"

#include <algorithm>

namespace mcp::bridge {

CallTime::CallTime(std::chrono::milliseconds limit, std::chrono::milliseconds most,
                   Clock::time_point now)
    : limit_(limit), most_(most), since_(now) {}

void CallTime::progressed(Clock::time_point now) {
  last_progress_ = worked(now);
}

void CallTime::asked(Clock::time_point now) {
  before_ = worked(now);
  ++open_questions_;
}

void CallTime::answered(Clock::time_point now) {
  before_ = worked(now);
  since_ = now;
  --open_questions_;
}

std::chrono::milliseconds CallTime::left(Clock::time_point now) const {
  const auto end = std::min(last_progress_ + limit_, most_);
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - worked(now));
  return std::max(left, std::chrono::milliseconds(0));
}

CallTime::Clock::duration CallTime::worked(Clock::time_point now) const {
  return open_questions_ > 0 ? before_ : before_ + (now - since_);
}

}  // namespace mcp::bridge

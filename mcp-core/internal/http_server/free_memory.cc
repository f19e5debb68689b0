#include "http_server/free_memory.hpp"

#include <malloc.h>
#include <unistd.h>

#include <fstream>

namespace mcp::http {

#ifdef __GLIBC__

std::size_t FreeMemory::held() {
  std::ifstream file("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  if (!(file >> all >> resident)) return 0;
  resident *= static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const auto heap = ::mallinfo2();
  const std::size_t used = heap.uordblks + heap.hblkhd;
  return resident > used ? resident - used : 0;
}

void FreeMemory::give_back() {
  constexpr int least_pause = 1000;  // as a multiple of the time that was spent
  const auto begun = Clock::now();
  if (begun < next_) return;
  look();
  const auto now = Clock::now();
  next_ = now + (now - begun) * least_pause;
}

void FreeMemory::look() {
  constexpr std::size_t much = std::size_t{8} << 20;
  constexpr int again_after = 5;  // memory between the free parts may have been freed by then
  const std::size_t now = held();
  const bool again = ++looked_ >= again_after && now > at_first_ + much;
  if (now <= kept_ + much && !again) return;
  ::malloc_trim(0);
  kept_ = held();
  looked_ = 0;
}

#else

std::size_t FreeMemory::held() {
  return 0;
}

void FreeMemory::give_back() {}

#endif

}  // namespace mcp::http

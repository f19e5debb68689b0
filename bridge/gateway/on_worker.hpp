#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <type_traits>
#include <utility>

namespace mcp::bridge {

/// Runs `work` on a thread that may wait, and resumes with its result on the caller's executor.
template <class Work>
boost::asio::awaitable<std::invoke_result_t<Work>> on_worker(boost::asio::thread_pool& workers,
                                                             Work work) {
  using Answer = std::invoke_result_t<Work>;
  auto task = [](Work its) -> boost::asio::awaitable<Answer> { co_return its(); };
  auto running = task(std::move(work));
  co_return co_await boost::asio::co_spawn(workers, std::move(running), boost::asio::use_awaitable);
}

}  // namespace mcp::bridge

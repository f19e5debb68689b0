#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>

#include "http_server/as_result.hpp"
#include "http_server/byte_stream.hpp"
#include "mcp/transport.hpp"

/// Work that a connection waits for without blocking its thread.
namespace mcp::http {

/// Work for a worker, and its result. A type of its own, because g++ 12 rejects lambdas in the
/// frame of a coroutine that is part of a unity build.
template <class Result>
struct Step {
  std::function<Result()> work;
  std::optional<Result> result = {};  // empty: not done, or the work has thrown
};

template <class Result>
using StepPointer = std::shared_ptr<Step<Result>>;
using StepDone = std::shared_ptr<asio::steady_timer>;

template <class Result>
bool post_step(Executor& workers, const StepPointer<Result>& step, const StepDone& done) {
  return workers.post([step, done] {
    try {
      step->result = step->work();
    } catch (const std::exception&) {
      step->result.reset();
    }
    step->work = nullptr;  // what it holds may be needed by the next request
    asio::post(done->get_executor(), [done] { done->cancel(); });
  });
}

/// Runs a step on a worker while the connection's thread serves others. Empty: the workers are
/// busy, or the work has thrown. `step` must live until then.
template <class Result>
asio::awaitable<std::optional<Result>> run_on(Executor& workers, ByteStream& stream,
                                              const StepPointer<Result>& step) {
  const StepDone done = std::make_shared<asio::steady_timer>(stream.get_executor(),
                                                             asio::steady_timer::time_point::max());
  const bool posted = post_step(workers, step, done);
  if (!posted) co_return std::nullopt;
  co_await done->async_wait(as_result);
  co_return std::move(step->result);
}

}  // namespace mcp::http

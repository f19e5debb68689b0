#include "http_server/embedding.hpp"

#include <boost/asio/post.hpp>

#include <gtest/gtest.h>

#include "io/wakeup.hpp"
#include "support/build_kind.hpp"

namespace mcp::http::embedding_test {
namespace {

using namespace std::chrono_literals;

/// A loop that counts how often it is asked to work.
class CountingLoop final : public EmbeddableLoop {
 public:
  void embed() override { embedded = true; }
  void release() override { embedded = false; }
  int descriptor() const override { return wakeup.fd(); }
  std::optional<Clock::time_point> due() const override { return when; }
  void work() override {
    ++works;
    if (when && *when <= Clock::now()) when.reset();
  }

  Wakeup wakeup;
  std::optional<Clock::time_point> when;
  int works = 0;
  bool embedded = false;
};

TEST(Embedding, EndsThoughItsLoopHasAlwaysWork) {
  boost::asio::io_context context(1);
  CountingLoop loop;
  loop.wakeup.signal();  // and never cleared
  Embedding embedding(context, loop);
  embedding.begin();
  EXPECT_TRUE(loop.embedded);
  boost::asio::post(context,
                    [&] { boost::asio::post(context, [&] { embedding.stop_waiting(); }); });
  context.run_for(test::patience);
  EXPECT_TRUE(context.stopped());
  EXPECT_GT(loop.works, 0);
  embedding.end();
  EXPECT_FALSE(loop.embedded);
}

TEST(Embedding, WorksWhenItsLoopIsDue) {
  boost::asio::io_context context(1);
  CountingLoop loop;
  loop.when = EmbeddableLoop::Clock::now() + 10ms;
  Embedding embedding(context, loop);
  embedding.begin();
  while (loop.when && context.run_one_for(test::patience) > 0) {
  }
  EXPECT_FALSE(loop.when) << "it has not worked since it was due";
  embedding.stop_waiting();
  context.run_for(test::patience);
  EXPECT_TRUE(context.stopped());
  embedding.end();
}

}  // namespace
}  // namespace mcp::http::embedding_test

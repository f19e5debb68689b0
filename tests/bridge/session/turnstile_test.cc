#include "bridge/session/turnstile.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace mcp::bridge {
namespace {

TEST(Turnstile, LetsThroughInOrderHoweverTheyArrive) {
  constexpr std::size_t places = 16;
  Turnstile turnstile(places);
  std::mutex mutex;
  std::vector<std::size_t> through;
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = places; i-- > 0;) {
      threads.emplace_back([&, place = Turnstile::Place(turnstile, i), i]() mutable {
        place.wait();
        std::scoped_lock lock(mutex);
        through.push_back(i);
        place.leave();
      });
    }
  }
  for (std::size_t i = 0; i < places; ++i) EXPECT_EQ(through.at(i), i);
}

TEST(Turnstile, DoesNotWaitForThreadsThatLeft) {
  Turnstile turnstile(3);
  Turnstile::Place last(turnstile, 2);
  Turnstile::Place(turnstile, 1).leave();
  { const Turnstile::Place forgotten(turnstile, 0); }
  last.wait();
  last.leave();
  last.leave();
  last.wait();  // a thread that has left may wait again
}

}  // namespace
}  // namespace mcp::bridge

// A slow tool: it reports progress, returns a structured result, and stops when it is cancelled.

#include <mcp/server/server.hpp>
#include <mcp/server/stdio.hpp>

struct Count {
  int to = 0;

  static mcp::Object<Count> describe() {
    return mcp::Object<Count>().required("to", &Count::to, "Where to stop",
                                         mcp::keyword::minimum(1),
                                         mcp::keyword::maximum(1'000'000));
  }
};

struct Primes {
  int count = 0;
  int largest = 0;

  static mcp::Object<Primes> describe() {
    return mcp::Object<Primes>()
        .required("count", &Primes::count, "How many there are")
        .required("largest", &Primes::largest, "The largest of them");
  }
};

bool is_prime(int number) {
  for (int divisor = 2; divisor * divisor <= number; ++divisor) {
    if (number % divisor == 0) return false;
  }
  return number > 1;
}

Primes count_primes(const Count& in, mcp::ToolContext& context) {
  Primes primes;
  const int step = std::max(in.to / 10, 1);
  for (int number = 1; number <= in.to && !context.stop().stop_requested(); ++number) {
    if (is_prime(number)) {
      ++primes.count;
      primes.largest = number;
    }
    if (number % step == 0) {
      context.progress(number, in.to, std::to_string(primes.count) + " primes so far");
    }
  }
  return primes;
}

int main() {
  mcp::Server server({"primes", "1.0.0"});
  server.add_tool<Count>({.name = "count_primes", .description = "Counts primes."}, count_primes);
  mcp::serve_stdio(server);
}

#include "follow.hpp"

#include <chrono>
#include <iostream>
#include <memory>

#include "exit_code.hpp"
#include "notification_queue.hpp"
#include "output.hpp"
#include "terminal.hpp"

namespace mcp::cli {
namespace {

// How often the server is asked whether it is still there; without requests, nobody would notice.
constexpr auto check_every = std::chrono::seconds(10);

/// Receives the notifications of a session while it lives.
class Receiving {
 public:
  Receiving(Session& session, NotificationQueue& queue) : session_(session) {
    session_.on_notification([&queue](const Json& notification) { queue.push(notification); });
  }
  ~Receiving() { session_.on_notification({}); }
  Receiving(const Receiving&) = delete;
  Receiving& operator=(const Receiving&) = delete;

 private:
  Session& session_;
};

void print_notification(const Settings& settings, const Following& following,
                        const Json& notification) {
  if (settings.json) {
    print_json(notification);
  } else {
    std::cout << following.text(notification) << '\n';
  }
  std::cout.flush();
}

void report_dropped(NotificationQueue& queue) {
  const std::size_t dropped = queue.take_dropped();
  if (dropped == 0) return;
  std::cerr << "mcp-client: " << dropped
            << " notifications dropped: the output is slower than the server\n";
}

}  // namespace

int follow(Session& session, const Settings& settings, const Following& following,
           const std::function<void()>& begin) {
  NotificationQueue queue;
  const Receiving receiving(session, queue);
  begin();
  if (!settings.quiet) std::cerr << "(following; Ctrl-C ends it)\n";
  std::size_t printed = 0;
  while (!session.stop().stop_requested()) {
    const auto notification = queue.pop(check_every, session.stop());
    if (!notification) {
      if (!session.stop().stop_requested()) session.client().ping(session.call_options());
      continue;
    }
    report_dropped(queue);
    if (!following.wanted(*notification)) continue;
    print_notification(settings, following, *notification);
    if (++printed == following.count) return exit_code::ok;
  }
  return exit_code::cancelled;
}

}  // namespace mcp::cli

#include "protocol/run_middleware.hpp"

#include <atomic>
#include <exception>
#include <utility>

namespace mcp {
namespace {

// Calls `respond` exactly once; with an error, if nothing has called it before the destructor.
class Once {
 public:
  explicit Once(Respond respond) : respond_(std::move(respond)) {}
  Once(const Once&) = delete;
  Once& operator=(const Once&) = delete;
  ~Once() { call(Error(ErrorCode::internal_error, "No handler responded to the request")); }

  void call(Result<Json> result) {
    // Moved out, so that its captures are destroyed after the call.
    if (!called_.exchange(true)) std::exchange(respond_, nullptr)(std::move(result));
  }

 private:
  Respond respond_;
  std::atomic<bool> called_ = false;
};

Respond once(Respond respond) {
  return [guard = std::make_shared<Once>(std::move(respond))](Result<Json> result) {
    guard->call(std::move(result));
  };
}

using Shared = std::shared_ptr<const Passage>;

// An exception that `run` throws becomes the response.
void guarded(const Shared& passage, const Respond& respond, const std::function<void()>& run) {
  try {
    run();
  } catch (const Error& error) {
    respond(error);
  } catch (const std::exception& error) {
    respond(passage->error_of(error.what()));
  } catch (...) {
    respond(passage->error_of("an exception of an unknown type"));
  }
}

void enter(const Shared& passage, std::size_t index, PassingRequest request,
           const Respond& respond);

// The `proceed` of a middleware: passes the request to the next one, and its response back.
Proceed proceed_from(const Shared& passage, std::size_t index, const Respond& respond) {
  return [passage, index, respond](PassingRequest request, const Respond& answered) {
    const Respond back = [passage, respond, answered](Result<Json> result) {
      guarded(passage, respond, [&] { answered(std::move(result)); });
    };
    enter(passage, index + 1, std::move(request), once(back));
  };
}

void enter(const Shared& passage, std::size_t index, PassingRequest request,
           const Respond& respond) {
  guarded(passage, respond, [&] {
    if (index == passage->middleware->size()) return passage->last(std::move(request), respond);
    const auto& middleware = (*passage->middleware)[index];
    middleware(std::move(request), *passage->caller, proceed_from(passage, index, respond),
               respond);
  });
}

}  // namespace

void run_middleware(Passage passage, PassingRequest request, Respond respond) {
  enter(std::make_shared<const Passage>(std::move(passage)), 0, std::move(request),
        once(std::move(respond)));
}

}  // namespace mcp

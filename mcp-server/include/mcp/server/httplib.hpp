#pragma once

#include <httplib.h>

#include <condition_variable>
#include <mutex>
#include <utility>

#include "mcp/server/http_endpoint.hpp"

/// Adds an endpoint to the cpp-httplib server of a program. Everything is in this header, so that
/// it is compiled with the program's own settings of that library.
///
/// Limits of that library: each event stream occupies one of its threads as long as it is open (see
/// `httplib::Server::new_task_queue`). So `MountOptions::max_streams` limits the notification
/// streams; it must be smaller than the number of threads, and further streams get 503. Other
/// requests occupy a thread until their response is complete, and a connection that is kept alive
/// occupies one until `set_keep_alive_timeout`. The library notices that a client has disconnected
/// only once the response has begun; therefore a response that takes longer than a second begins as
/// an event stream, and a disconnect is noticed after about two. The library limits each header of
/// a request, but not all together. To stop, call `drain` of the mount, then `stop` of the server.
namespace mcp {

/// How much of its server a mount may use.
struct MountOptions {
  /// Maximum open notification streams (`subscriptions/listen`, GET) of all clients. Each occupies
  /// a thread; the default is half of the library's default number of threads.
  std::size_t max_streams = CPPHTTPLIB_THREAD_POOL_COUNT / 2;
};

namespace http::detail {

/// Slots for streams that stay open until their clients disconnect. Any thread.
class StreamSlots : public std::enable_shared_from_this<StreamSlots> {
 public:
  using Slot = std::shared_ptr<void>;

  explicit StreamSlots(std::size_t count) : free_(count) {}

  /// A slot, which is free again when it is destroyed; null when none is free.
  Slot take() {
    std::scoped_lock lock(mutex_);
    if (free_ == 0) return nullptr;
    --free_;
    return Slot(this, [self = shared_from_this()](void*) { self->give_back(); });
  }

 private:
  void give_back() {
    std::scoped_lock lock(mutex_);
    ++free_;
  }

  std::mutex mutex_;
  std::size_t free_;
};

/// A response that the library's thread fetches.
class Mailbox final : public Responder {
 public:
  Mailbox(std::size_t max_unsent, std::shared_ptr<StreamSlots> slots)
      : max_unsent_(max_unsent), slots_(std::move(slots)) {}

  void respond(ResponseHead head, std::string body) override {
    change([&] {
      if (streaming_) {
        unsent_ = "event: message\ndata: " + std::move(body) + "\n\n";
      } else {
        head_ = std::move(head);
        unsent_ = std::move(body);
      }
      finished_ = true;
    });
  }
  void start(ResponseHead head) override {
    change([&] {
      if (!streaming_) head_ = std::move(head);
      streaming_ = true;
    });
  }
  bool write(std::string part) override {
    bool taken = false;
    change([&] {
      closed_ = closed_ || unsent_.size() > max_unsent_;
      if (!closed_) unsent_ += part;
      taken = !closed_;
    });
    return taken;
  }
  void finish() override {
    change([&] { finished_ = true; });
  }

  bool may_stay_open() override {
    auto slot = slots_->take();
    std::scoped_lock lock(mutex_);
    slot_ = std::move(slot);
    return slot_ != nullptr;
  }
  /// Frees the slot, if the response has one.
  void release() {
    StreamSlots::Slot released;
    std::scoped_lock lock(mutex_);
    released.swap(slot_);
  }

  /// Waits for the head; after `limit` it begins an event stream. True: the response is an event
  /// stream.
  bool wait_for_head(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, limit, [&] { return finished_ || streaming_; })) {
      head_ = {200, {{"Content-Type", "text/event-stream"}, {"X-Accel-Buffering", "no"}}};
      streaming_ = true;
    }
    return streaming_;
  }
  const ResponseHead& head() const { return head_; }
  std::string take_body() { return std::move(unsent_); }

  /// The next bytes to send, after waiting for at most `limit`; empty: none.
  std::string next(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, limit, [&] { return finished_ || closed_ || !unsent_.empty(); });
    return std::exchange(unsent_, {});
  }
  bool finished() {
    std::scoped_lock lock(mutex_);
    return finished_ && unsent_.empty();
  }
  bool closed() {
    std::scoped_lock lock(mutex_);
    return closed_;
  }
  void close() {
    change([&] { closed_ = true; });
  }

 private:
  template <class Change>
  void change(Change change) {
    {
      std::scoped_lock lock(mutex_);
      change();
    }
    changed_.notify_all();
  }

  const std::size_t max_unsent_;
  const std::shared_ptr<StreamSlots> slots_;
  StreamSlots::Slot slot_;
  std::mutex mutex_;
  std::condition_variable changed_;
  ResponseHead head_;
  std::string unsent_;
  bool streaming_ = false;
  bool finished_ = false;
  bool closed_ = false;
};

/// Reads the body of a request, up to a number of bytes. The library limits neither a chunked body
/// nor the decompressed size of a compressed one.
class BoundedBody {
 public:
  explicit BoundedBody(std::size_t most) : most_(most) {}

  /// Reads the body. A body that is too large is read a little further and dropped, so that a
  /// client which sends all of it before it reads still gets the response.
  void read(const httplib::ContentReader& reader) {
    constexpr std::size_t dropped = std::size_t{16} << 20;
    whole_ = reader([this](const char* bytes, std::size_t size) {
      size_ += size;
      if (size_ <= most_) text_.append(bytes, size);
      return size_ <= most_ + dropped;
    });
  }
  bool whole() const { return whole_; }
  bool too_large() const { return size_ > most_; }
  std::string take() { return std::move(text_); }

 private:
  const std::size_t most_;
  std::size_t size_ = 0;
  bool whole_ = false;
  std::string text_;
};

/// A response after which the library closes the connection: the unread rest of the request must
/// not be parsed as the next one.
inline void respond_and_close(httplib::Response& to, int status, const std::string& text) {
  to.status = status;
  to.set_content_provider(text.size(), "text/plain",
                          [text](std::size_t, std::size_t, httplib::DataSink& sink) {
                            sink.write(text.data(), text.size());
                            return false;
                          });
}

inline Request to_request(const httplib::Request& from, std::string body = {}) {
  Request request{.method = from.method,
                  .headers = {},
                  .body = std::move(body),
                  .target = from.target,
                  .headers_are_decoded = true,
                  .peer = from.remote_addr};
  for (const auto& [name, value] : from.headers) request.headers.push_back({name, value});
  return request;
}

/// The requests whose responses are not complete or, when they are event streams, not sent
/// completely.
class OpenRequests : public std::enable_shared_from_this<OpenRequests> {
 public:
  using Token = std::shared_ptr<void>;

  /// The request counts as open while the token exists.
  Token open() {
    std::scoped_lock lock(mutex_);
    ++count_;
    return Token(this, [self = shared_from_this()](void*) { self->closed(); });
  }
  bool wait_until_none(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return none_.wait_until(lock, deadline, [&] { return count_ == 0; });
  }

 private:
  void closed() {
    std::scoped_lock lock(mutex_);
    if (--count_ == 0) none_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable none_;
  std::size_t count_ = 0;
};

/// Feeds an event stream to the library, a part at a time.
class Feed {
 public:
  Feed(std::shared_ptr<Mailbox> mailbox, std::shared_ptr<Call> call, OpenRequests::Token open)
      : mailbox_(std::move(mailbox)), call_(std::move(call)), open_(std::move(open)) {}
  ~Feed() { mailbox_->release(); }
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;

  bool operator()(std::size_t, httplib::DataSink& sink) {
    std::string part = mailbox_->next(look_after);
    if (part.empty()) {
      if (mailbox_->closed() || !sink.is_writable()) return false;
      silent_ += look_after;
      if (silent_ >= comment_after) part = ":\n\n";
    }
    if (!part.empty()) {
      silent_ = {};
      if (!sink.write(part.data(), part.size())) return false;
    }
    if (mailbox_->finished()) sink.done();
    return true;
  }

  void ended() {
    if (mailbox_->finished()) return;
    mailbox_->close();
    if (call_) call_->disconnected();
  }

 private:
  static constexpr std::chrono::milliseconds look_after{1000};
  static constexpr std::chrono::milliseconds comment_after{15000};

  const std::shared_ptr<Mailbox> mailbox_;
  const std::shared_ptr<Call> call_;
  const OpenRequests::Token open_;
  std::chrono::milliseconds silent_{};
};

inline void serve(Endpoint& endpoint, const std::shared_ptr<StreamSlots>& slots,
                  OpenRequests::Token open, Request request, httplib::Response& to) {
  constexpr std::size_t max_unsent = std::size_t{16} << 20;
  const auto mailbox = std::make_shared<Mailbox>(max_unsent, slots);
  auto call = endpoint.handle(std::move(request), mailbox);
  constexpr std::chrono::milliseconds patience{1000};
  const bool streams = mailbox->wait_for_head(patience);
  to.status = mailbox->head().status;
  std::string type;
  for (const Header& header : mailbox->head().headers) {
    if (header.name == "Content-Type") {
      type = header.value;
    } else {
      to.set_header(header.name.c_str(), header.value.c_str());
    }
  }
  if (!streams) {
    mailbox->release();
    std::string body = mailbox->take_body();
    if (!type.empty()) to.set_content(std::move(body), type.c_str());
    return;
  }
  const auto feed = std::make_shared<Feed>(mailbox, std::move(call), std::move(open));
  to.set_chunked_content_provider(
      type.c_str(),
      [feed](std::size_t offset, httplib::DataSink& sink) { return (*feed)(offset, sink); },
      [feed](bool) { feed->ended(); });
}

}  // namespace http::detail

/// An endpoint in a server of cpp-httplib.
class Mount {
 public:
  explicit Mount(std::shared_ptr<http::Endpoint> endpoint, const MountOptions& options = {})
      : endpoint_(std::move(endpoint)),
        slots_(std::make_shared<http::detail::StreamSlots>(options.max_streams)) {}

  /// Prepares the server for its `stop`, which drops unsent data: ends the streams, waits at most
  /// `limit` for open requests to finish and their responses to be sent, and cancels the rest. The
  /// server must still be running. Any thread but the server's.
  void drain(std::chrono::milliseconds limit) {
    constexpr std::chrono::milliseconds repeat_after(100);
    const auto deadline = std::chrono::steady_clock::now() + limit;
    do {
      endpoint_->end_streams();
    } while (!open_->wait_until_none(std::min(deadline, now() + repeat_after)) && now() < deadline);
    endpoint_->cancel_all();
  }

  void serve(const httplib::Request& request, httplib::Response& response) const {
    serve(http::detail::to_request(request), response);
  }

  void serve(const httplib::Request& request, httplib::Response& response,
             const httplib::ContentReader& reader) const {
    if (request.is_multipart_form_data()) {  // the library would read it in its own way
      return http::detail::respond_and_close(response, 415,
                                             "`Content-Type` must be application/json\n");
    }
    http::detail::BoundedBody body(endpoint_->options().limits.max_bytes);
    body.read(reader);
    if (body.too_large()) {
      return http::detail::respond_and_close(response, 413, "The body is too large\n");
    }
    if (!body.whole()) {
      const int status = response.status == 413 ? 413 : 400;
      return http::detail::respond_and_close(response, status, "The body cannot be read\n");
    }
    serve(http::detail::to_request(request, body.take()), response);
  }

 private:
  void serve(http::Request request, httplib::Response& response) const {
    http::detail::serve(*endpoint_, slots_, open_->open(), std::move(request), response);
  }

  static std::chrono::steady_clock::time_point now() { return std::chrono::steady_clock::now(); }

  const std::shared_ptr<http::Endpoint> endpoint_;
  const std::shared_ptr<http::detail::StreamSlots> slots_;
  const std::shared_ptr<http::detail::OpenRequests> open_ =
      std::make_shared<http::detail::OpenRequests>();
};

/// Serves the endpoint at a path of the server. Sets TCP_NODELAY for the server: without it, every
/// response waits for a delayed acknowledgment. Makes the server reject bodies over the endpoint's
/// limit before it reads them; a program that accepts larger ones elsewhere calls
/// `set_payload_max_length` afterwards. Call it before the server listens.
inline std::shared_ptr<Mount> mount(httplib::Server& server, const std::string& path,
                                    std::shared_ptr<http::Endpoint> endpoint,
                                    const MountOptions& options = {}) {
  server.set_tcp_nodelay(true);
  server.set_payload_max_length(endpoint->options().limits.max_bytes);
  const auto mounted = std::make_shared<Mount>(std::move(endpoint), options);
  const auto serve = [mounted](const httplib::Request& request, httplib::Response& response) {
    mounted->serve(request, response);
  };
  const auto serve_body = [mounted](const httplib::Request& request, httplib::Response& response,
                                    const httplib::ContentReader& reader) {
    mounted->serve(request, response, reader);
  };
  const std::string either = path + "/?";  // with a slash at its end, or without
  server.Post(either.c_str(), serve_body);
  server.Put(either.c_str(), serve_body);
  server.Patch(either.c_str(), serve_body);
  server.Delete(either.c_str(), serve_body);
  server.Delete(either.c_str(), serve);  // without a body
  server.Get(either.c_str(), serve);
  server.Options(either.c_str(), serve);
  return mounted;
}

}  // namespace mcp

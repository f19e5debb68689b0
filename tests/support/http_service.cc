#include "support/http_service.hpp"

#include <thread>

#include "mcp/server/http_listener.hpp"
#include "mcp/server/httplib.hpp"

namespace mcp::test {

class HttpService::Running {
 public:
  virtual ~Running() = default;
  virtual int port() const = 0;
};

class HttpService::Beast final : public Running {
 public:
  explicit Beast(http::Endpoint& endpoint)
      : listener_(endpoint, {.threads = 2, .drain = std::chrono::seconds(1)}),
        thread_([this](const std::stop_token& stop) { listener_.run(stop); }) {}

  int port() const override { return listener_.port(); }

 private:
  http::Listener listener_;
  std::jthread thread_;
};

class HttpService::Httplib final : public Running {
 public:
  explicit Httplib(const std::shared_ptr<http::Endpoint>& endpoint) : endpoint_(endpoint) {
    server_.new_task_queue = [] { return new httplib::ThreadPool(16); };
    server_.set_keep_alive_timeout(0);  // for as long stopping may take
    mount(server_, "/mcp", endpoint);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::jthread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~Httplib() override {
    endpoint_->end_streams();
    endpoint_->cancel_all();
    server_.stop();
  }

  int port() const override { return port_; }

 private:
  const std::shared_ptr<http::Endpoint> endpoint_;
  httplib::Server server_;
  int port_ = 0;
  std::jthread thread_;
};

HttpService::HttpService(Server& server, Listener listener)
    : endpoint_(std::make_shared<http::Endpoint>(server)) {
  if (listener == Listener::beast) {
    running_ = std::make_unique<Beast>(*endpoint_);
  } else {
    running_ = std::make_unique<Httplib>(endpoint_);
  }
}

HttpService::~HttpService() = default;

std::string HttpService::url() const {
  return "http://127.0.0.1:" + std::to_string(running_->port()) + "/mcp";
}

}  // namespace mcp::test

#include "bridge/gateway/chat_client.hpp"

#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <fstream>
#include <map>

#include "mcp/schema.hpp"

namespace mcp::test {
namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;

const SchemaValidator& schema_named(const std::string& name) {
  static std::map<std::string, SchemaValidator> schemas;
  const auto found = schemas.find(name);
  if (found != schemas.end()) return found->second;
  std::ifstream file(std::string(MCP_SOURCE_DIR "/schemas/bridge/") + name + ".schema.json");
  return schemas.emplace(name, SchemaValidator::compile(Json::parse(file)).value()).first->second;
}

}  // namespace

class ChatClient::Impl {
 public:
  explicit Impl(const Entrance& entrance) : schema_(entrance.schema), stream_(context_) {
    const std::string host = "127.0.0.1:" + std::to_string(entrance.port);
    boost::beast::get_lowest_layer(stream_).connect(
        {asio::ip::make_address("127.0.0.1"), entrance.port});
    stream_.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
      if (!entrance.token.empty()) request.set("Authorization", "Bearer " + entrance.token);
      if (!entrance.cookie.empty()) request.set("Cookie", entrance.cookie);
      if (!entrance.origin.empty()) request.set("Origin", entrance.origin);
      if (!entrance.protocol.empty()) request.set("Sec-WebSocket-Protocol", entrance.protocol);
    }));
    boost::system::error_code error;
    websocket::response_type response;
    stream_.handshake(response, host, entrance.target, error);
    status_ = static_cast<int>(response.result_int());
    const auto selected = response["Sec-WebSocket-Protocol"];
    subprotocol_.assign(selected.data(), selected.size());
    open_ = !error;
  }

  int status() const { return status_; }
  const std::string& subprotocol() const { return subprotocol_; }

  void send(const std::string& text) {
    boost::system::error_code error;
    stream_.text(true);
    if (open_) stream_.write(asio::buffer(text), error);
  }

  std::optional<Json> next(std::chrono::milliseconds limit) {
    if (!open_) return std::nullopt;
    if (!reading_) read();
    context_.restart();
    context_.run_for(limit);
    if (reading_ || !open_) return std::nullopt;
    Json frame = Json::parse(boost::beast::buffers_to_string(buffer_.data()));
    if (!schema_.empty()) check(frame);
    return frame;
  }

  std::optional<int> closed() {
    while (open_ && next(patience)) {
    }
    return open_ ? std::nullopt : std::optional<int>(stream_.reason().code);
  }

  void close() {
    stream_.async_close(websocket::close_code::normal, [](const boost::system::error_code&) {});
    context_.restart();
    context_.run_for(patience);
    open_ = false;
  }

  void vanish() {
    boost::system::error_code ignored;
    boost::beast::get_lowest_layer(stream_).close(ignored);
    open_ = false;
  }

 private:
  void read() {
    reading_ = true;
    buffer_.clear();
    stream_.async_read(buffer_, [this](const boost::system::error_code& error, std::size_t) {
      reading_ = false;
      if (error) open_ = false;
    });
  }

  void check(const Json& frame) const {
    for (const auto& violation : schema_named(schema_).violations(frame)) {
      ADD_FAILURE() << violation.path << ": " << violation.message << " in "
                    << frame.dump().substr(0, 500);
    }
  }

  const std::string schema_;
  asio::io_context context_;
  websocket::stream<tcp::socket> stream_;
  boost::beast::flat_buffer buffer_;
  int status_ = 0;
  std::string subprotocol_;
  bool open_ = false;
  bool reading_ = false;
};

ChatClient::ChatClient(const Entrance& entrance) : impl_(std::make_unique<Impl>(entrance)) {}

ChatClient::~ChatClient() = default;

int ChatClient::status() const {
  return impl_->status();
}

const std::string& ChatClient::subprotocol() const {
  return impl_->subprotocol();
}

void ChatClient::send(const Json& frame) {
  impl_->send(frame.dump());
}

void ChatClient::send_text(const std::string& text) {
  impl_->send(text);
}

std::optional<Json> ChatClient::next(std::chrono::milliseconds limit) {
  auto frame = impl_->next(limit);
  if (frame) seen_.push_back(*frame);
  return frame;
}

Json ChatClient::wait_for(const std::function<bool(const Json&)>& wanted) {
  while (auto frame = next()) {
    if (wanted(*frame)) return *frame;
  }
  return nullptr;
}

Json ChatClient::wait_for(const std::string& type) {
  return wait_for([&](const Json& frame) { return frame["type"] == type; });
}

std::vector<Json> ChatClient::seen(const std::string& type) const {
  std::vector<Json> some;
  for (const Json& frame : seen_) {
    if (frame["type"] == type) some.push_back(frame);
  }
  return some;
}

std::optional<int> ChatClient::closed() {
  return impl_->closed();
}

void ChatClient::close() {
  impl_->close();
}

void ChatClient::vanish() {
  impl_->vanish();
}

}  // namespace mcp::test

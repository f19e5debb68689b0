// Streams many chats at once, and prints the delay of each piece of text since the model sent it
// (see ${now} in tests/fake_anthropic):
//
//     bench-bridge-load bridge PORT TOKEN CHATS PIECES [slow]
//     bench-bridge-load direct PORT CHATS PIECES
//
// `slow`: a second viewer of the first chat reads 1 KB a second. `direct` calls the model without
// the bridge; the difference is what the bridge adds.

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;
using Json = nlohmann::json;

std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

/// The pieces received: each is the time at which it was sent, followed by a blank.
struct Heard {
  std::vector<std::int64_t> delays_us;
  std::size_t complete = 0;  // number of chats that received all pieces

  void take(std::string& text, std::int64_t at) {
    std::size_t begin = 0;
    for (auto end = text.find(' '); end != text.npos; end = text.find(' ', begin)) {
      delays_us.push_back(at - std::stoll(text.substr(begin, end - begin)));
      begin = end + 1;
    }
    text.erase(0, begin);
  }
};

struct Plan {
  tcp::endpoint to;
  std::string token;
  std::size_t pieces = 0;
  Heard& heard;
};

using Socket = websocket::stream<tcp::socket>;

asio::awaitable<Socket> open_socket(const Plan& plan, std::string target, int receive_buffer = 0) {
  tcp::socket plain(co_await asio::this_coro::executor);
  plain.open(tcp::v4());
  if (receive_buffer > 0) plain.set_option(tcp::socket::receive_buffer_size(receive_buffer));
  co_await plain.async_connect(plan.to, asio::use_awaitable);
  plain.set_option(tcp::no_delay(true));
  Socket socket(std::move(plain));
  socket.set_option(websocket::stream_base::decorator([&plan](websocket::request_type& request) {
    request.set(http::field::authorization, "Bearer " + plan.token);
    request.set(http::field::sec_websocket_protocol, "mcp-bridge.v1");
  }));
  const std::string host = "127.0.0.1:" + std::to_string(plan.to.port());
  co_await socket.async_handshake(host, target, asio::use_awaitable);
  co_return socket;
}

asio::awaitable<std::string> next_frame(Socket& socket) {
  std::string frame;
  auto buffer = asio::dynamic_buffer(frame);
  co_await socket.async_read(buffer, asio::use_awaitable);
  co_return frame;
}

/// The text of an `ai_chunk` frame. Finds it without a JSON parser, whose time is not measured.
std::optional<std::string_view> piece_in(std::string_view frame) {
  constexpr std::string_view mark = "\"text\":\"";
  if (frame.find("\"ai_chunk\"") == frame.npos) return std::nullopt;
  const auto begin = frame.find(mark) + mark.size();
  return frame.substr(begin, frame.find('"', begin) - begin);
}

// Views a chat and reads 1 KB a second until the bridge closes the connection.
asio::awaitable<void> look_slowly(const Plan& plan, std::string session) {
  constexpr int small = 4096;
  const std::string target = "/ws?session=" + session;
  Socket socket = co_await open_socket(plan, target, small);
  asio::steady_timer timer(co_await asio::this_coro::executor);
  constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
  std::array<char, 1024> bytes;
  while (true) {
    const auto [error, count] = co_await socket.async_read_some(asio::buffer(bytes), as_result);
    if (error) co_return;
    timer.expires_after(std::chrono::seconds(1));
    co_await timer.async_wait(asio::use_awaitable);
  }
}

// Starts the chats 10 ms apart, because users do not all start at the same moment.
asio::awaitable<void> wait_turn(std::size_t index) {
  constexpr std::chrono::milliseconds between_starts(10);
  asio::steady_timer timer(co_await asio::this_coro::executor, index * between_starts);
  co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> chat(const Plan& plan, std::size_t index, bool is_watched_slowly) {
  co_await wait_turn(index);
  const std::string target = "/ws";
  Socket socket = co_await open_socket(plan, target);
  const Json created = Json::parse(co_await next_frame(socket));
  if (is_watched_slowly) {
    const auto executor = co_await asio::this_coro::executor;
    asio::co_spawn(executor, look_slowly(plan, created["data"]["session_id"]), asio::detached);
  }
  const Json message{{"type", "user_message"}, {"data", {{"text", "Go"}}}};
  const std::string sent = message.dump();
  co_await socket.async_write(asio::buffer(sent), asio::use_awaitable);
  std::string text;
  std::size_t before = plan.heard.delays_us.size();
  std::size_t mine = 0;
  while (true) {
    const std::string frame = co_await next_frame(socket);
    if (const auto piece = piece_in(frame)) {
      before = plan.heard.delays_us.size();
      text += *piece;
      plan.heard.take(text, now_us());
      mine += plan.heard.delays_us.size() - before;
      continue;
    }
    const Json other = Json::parse(frame);
    if (other["type"] == "error") std::cerr << frame << '\n';
    if (other["type"] == "session_end") break;
  }
  if (mine == plan.pieces) ++plan.heard.complete;
}

asio::awaitable<void> ask_directly(const Plan& plan, std::size_t index) {
  co_await wait_turn(index);
  tcp::socket socket(co_await asio::this_coro::executor);
  co_await socket.async_connect(plan.to, asio::use_awaitable);
  http::request<http::string_body> request(http::verb::post, "/v1/messages", 11);
  request.set(http::field::host, "127.0.0.1");
  request.set("x-api-key", "sk-ant-api03-for-the-benchmark");
  request.set("anthropic-version", "2023-06-01");
  request.set(http::field::content_type, "application/json");
  request.body() = R"({"model":"claude-sonnet-5-5","max_tokens":1000,"stream":true,)"
                   R"("messages":[{"role":"user","content":"Go"}]})";
  request.prepare_payload();
  co_await http::async_write(socket, request, asio::use_awaitable);
  std::string bytes;
  std::string text;
  std::array<char, 16384> part;
  std::size_t mine = 0;
  constexpr std::string_view mark = "\"text\":\"";
  while (mine < plan.pieces) {
    const std::size_t count =
        co_await socket.async_read_some(asio::buffer(part), asio::use_awaitable);
    const std::int64_t at = now_us();
    bytes.append(part.data(), count);
    for (auto begin = bytes.find(mark); begin != bytes.npos; begin = bytes.find(mark)) {
      const auto end = bytes.find('"', begin + mark.size());
      if (end == bytes.npos) break;
      text += bytes.substr(begin + mark.size(), end - begin - mark.size());
      bytes.erase(0, end);
      const std::size_t before = plan.heard.delays_us.size();
      plan.heard.take(text, at);
      mine += plan.heard.delays_us.size() - before;
    }
  }
  ++plan.heard.complete;
}

void print(Heard& heard, std::size_t chats, std::size_t pieces) {
  std::ranges::sort(heard.delays_us);
  const auto percentile = [&](double part) {
    const auto at = static_cast<std::size_t>(part * static_cast<double>(heard.delays_us.size()));
    return heard.delays_us.empty()
               ? 0.0
               : static_cast<double>(heard.delays_us[std::min(at, heard.delays_us.size() - 1)]) /
                     1000;
  };
  std::printf("RESULT %zu %zu %zu %.3f %.3f %.3f\n", heard.complete, heard.delays_us.size(),
              chats * pieces, percentile(0.5), percentile(0.99), percentile(1));
}

}  // namespace

int main(int argc, char** argv) {
  const bool through_bridge = argc >= 6 && std::string(argv[1]) == "bridge";
  const bool direct = argc == 5 && std::string(argv[1]) == "direct";
  if (!through_bridge && !direct) return 2;
  const int numbers = through_bridge ? 4 : 3;
  const auto chats = static_cast<std::size_t>(std::stoul(argv[numbers]));
  const auto pieces = static_cast<std::size_t>(std::stoul(argv[numbers + 1]));
  const bool slow = argc == 7 && std::string(argv[6]) == "slow";
  Heard heard;
  const Plan plan{
      .to = {asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(std::stoul(argv[2]))},
      .token = through_bridge ? argv[3] : "",
      .pieces = pieces,
      .heard = heard};
  asio::io_context context(1);
  std::size_t open = chats;
  for (std::size_t i = 0; i < chats; ++i) {
    asio::co_spawn(context, direct ? ask_directly(plan, i) : chat(plan, i, slow && i == 0),
                   [&](const std::exception_ptr& error) {
                     try {
                       if (error) std::rethrow_exception(error);
                     } catch (const std::exception& failure) {
                       std::cerr << failure.what() << '\n';
                     }
                     if (--open == 0) context.stop();
                   });
  }
  context.run();
  print(heard, chats, pieces);
  return heard.complete == chats ? 0 : 1;
}

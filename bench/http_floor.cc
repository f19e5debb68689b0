// The floor for HTTP, the least that any server must do: read a request with Beast, parse its body
// with nlohmann/json, make the response, print it, send it. With `fixed` instead of `echo`, the
// response is always the same and the body is not parsed.

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <nlohmann/json.hpp>

#include <iostream>
#include <string>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Json = nlohmann::json;

std::string answer(const std::string& body) {
  const Json request = Json::parse(body);
  const Json& text = request["params"]["arguments"]["text"];
  const Json content = Json::array({{{"type", "text"}, {"text", text}}});
  return Json{{"jsonrpc", "2.0"}, {"id", request["id"]}, {"result", {{"content", content}}}}.dump();
}

asio::awaitable<void> serve(tcp::socket socket, bool fixed) {
  constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
  const std::string fixed_body(160, 'x');
  beast::flat_buffer buffer;
  while (true) {
    http::request<http::string_body> request;
    const auto [failed, read] = co_await http::async_read(socket, buffer, request, as_result);
    if (failed) co_return;
    http::response<http::string_body> response(http::status::ok, request.version());
    response.set(http::field::content_type, "application/json");
    response.keep_alive(request.keep_alive());
    response.body() = fixed ? fixed_body : answer(request.body());
    response.prepare_payload();
    const auto [broken, sent] = co_await http::async_write(socket, response, as_result);
    if (broken) co_return;
  }
}

asio::awaitable<void> accept(tcp::acceptor acceptor, bool fixed) {
  while (true) {
    tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), fixed), asio::detached);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const bool fixed = argc > 1 && std::string(argv[1]) == "fixed";
  asio::io_context context(1);
  tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
  std::cout << "http://127.0.0.1:" << acceptor.local_endpoint().port() << "/mcp" << std::endl;
  asio::co_spawn(context, accept(std::move(acceptor), fixed), asio::detached);
  context.run();
}

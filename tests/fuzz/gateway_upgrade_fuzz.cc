// For any bytes with an upgrade to a WebSocket and after it, the gateway sends one HTTP response
// and then well-formed frames, whose texts are JSON. The first line of an input is the target, the
// lines up to an empty one are header fields; each later line is a frame: its kind (Text, Binary,
// pIng, Close, First or Middle of several, Raw bytes) and its content.

#include "gateway_connection.hpp"
#include "text/unicode.hpp"

namespace {

using namespace mcp;

std::string_view take_line(std::string_view& input) {
  const std::string_view line = input.substr(0, input.find('\n'));
  input.remove_prefix(std::min(input.size(), line.size() + 1));
  return line;
}

// A frame from a client, masked with zeros. Spec: RFC 6455 section 5.2.
std::string frame(int first_byte, std::string_view content) {
  std::string bytes(1, static_cast<char>(first_byte));
  if (content.size() < 126) {
    bytes += static_cast<char>(0x80 | content.size());
  } else {
    bytes += static_cast<char>(0x80 | 126);
    bytes += static_cast<char>(content.size() >> 8);
    bytes += static_cast<char>(content.size() & 0xff);
  }
  return bytes.append(4, '\0').append(content);
}

std::string frame_of(std::string_view line) {
  if (line.empty()) return {};
  const std::string_view content = line.substr(1);
  switch (line.front()) {
    case 'T':
      return frame(0x81, content);
    case 'B':
      return frame(0x82, content);
    case 'I':
      return frame(0x89, content);
    case 'C':
      return frame(0x88, content);
    case 'F':
      return frame(0x01, content);
    case 'M':
      return frame(0x00, content);
    default:
      return std::string(content);
  }
}

// All frames must be complete except the last, unmasked, and without extensions.
void check_frames(std::string_view bytes) {
  while (bytes.size() >= 2) {
    const int first = static_cast<unsigned char>(bytes[0]);
    const int opcode = first & 0x0f;
    std::size_t size = static_cast<unsigned char>(bytes[1]);
    require((first & 0x70) == 0 && size < 128);
    require(opcode <= 2 || (opcode >= 8 && opcode <= 10));
    std::size_t at = 2;
    const std::size_t extended = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (bytes.size() < at + extended) return;
    if (extended != 0) size = 0;
    for (; at < 2 + extended; ++at) size = size << 8 | static_cast<unsigned char>(bytes[at]);
    if (bytes.size() - at < size) return;
    if (first == 0x81) require(Json::accept(bytes.substr(at, size)));
    bytes.remove_prefix(at + size);
  }
}

}  // namespace

void fuzz(std::string_view input) {
  if (input.size() > 8192) return;
  const std::string target(take_line(input));
  std::string head = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
                     std::string(test::GatewayUnderTest::token) +
                     "\r\nConnection: upgrade\r\nUpgrade: websocket\r\n";
  bool has_key = false;
  while (!input.empty()) {
    const std::string line(take_line(input));
    if (line.empty()) break;
    has_key = has_key || line.starts_with("Sec-WebSocket-Key");
    head += line + "\r\n";
  }
  if (!has_key) {
    head += "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n";
  }
  std::string frames;
  while (!input.empty()) frames += frame_of(take_line(input));
  auto& gateway = test::gateway_under_test();
  gateway.on_call = [](const bridge::HttpCall&) {};
  const std::string answer = gateway.exchange(head + "\r\n", frames);
  require(answer.empty() || answer.starts_with("HTTP/1.1 ") || answer.starts_with("HTTP/1.0 "));
  const auto end = answer.find("\r\n\r\n");
  if (answer.starts_with("HTTP/1.1 101 ")) check_frames(std::string_view(answer).substr(end + 4));
}

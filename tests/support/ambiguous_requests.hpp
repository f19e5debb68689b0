#pragma once

#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Requests whose end a proxy and a server could see at different places (request smuggling).
namespace mcp::test {

/// A chunked body with chunks of this size, each with the extension.
inline std::string chunked(std::string_view body, std::size_t size,
                           const std::string& extension = {}) {
  std::string text;
  for (std::size_t at = 0; at < body.size(); at += size) {
    const std::string_view part = body.substr(at, size);
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%zx", part.size());
    text.append(digits.data()).append(extension).append("\r\n").append(part).append("\r\n");
  }
  return text + "0\r\n\r\n";
}

/// (name, bytes) of each request. `path` is their target; `head` is the start of a POST to it with
/// its headers; `body` is its body; `inner` is the request that would be smuggled in.
inline std::vector<std::pair<const char*, std::string>> ambiguous_requests(
    const std::string& path, const std::string& head, const std::string& body,
    const std::string& inner) {
  const std::string post = "POST " + path;
  const std::string chunks = chunked(body, 1000);
  const auto length = [](std::size_t size) {
    return "Content-Length: " + std::to_string(size) + "\r\n";
  };
  const std::string whole = length(body.size());
  const std::string as_chunks = "Transfer-Encoding: chunked\r\n";
  return {
      {"length and chunks", head + length(chunks.size()) + as_chunks + "\r\n" + chunks},
      {"chunks and length", head + as_chunks + length(chunks.size()) + "\r\n" + chunks},
      {"chunks and no length", head + as_chunks + length(0) + "\r\n" + chunks},
      {"two lengths", head + whole + length(body.size() + inner.size()) + "\r\n" + body},
      {"lengths in a list", head + "Content-Length: 5, 6\r\n\r\n" + body},
      {"a length with a sign", head + "Content-Length: +5\r\n\r\n" + body},
      {"a negative length", head + "Content-Length: -5\r\n\r\n" + body},
      {"a length in hex", head + "Content-Length: 0x5\r\n\r\n" + body},
      {"no digits", head + "Content-Length: \r\n\r\n" + body},
      {"a huge length", head + "Content-Length: 18446744073709551621\r\n\r\n" + body},
      {"chunks twice", head + as_chunks + as_chunks + "\r\n" + chunks},
      {"xchunked", head + "Transfer-Encoding: xchunked\r\n\r\n" + chunks},
      {"identity", head + "Transfer-Encoding: identity\r\n\r\n" + chunks},
      {"gzip, chunked", head + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunks},
      {"chunked, identity", head + "Transfer-Encoding: chunked, identity\r\n\r\n" + chunks},
      {"no encoding", head + "Transfer-Encoding:\r\n\r\n" + chunks},
      {"quoted", head + "Transfer-Encoding: \"chunked\"\r\n\r\n" + chunks},
      {"vertical tab", head + "Transfer-Encoding: \vchunked\r\n\r\n" + chunks},
      {"blank before colon", head + "Transfer-Encoding : chunked\r\n\r\n" + chunks},
      {"blank before colon of length", head + "Content-Length : 5\r\n\r\n" + body},
      {"blank before name", post + " HTTP/1.1\r\n Host: localhost\r\n" + whole + "\r\n" + body},
      {"bare LF", head + "X: a\nTransfer-Encoding: chunked\r\n\r\n" + chunks},
      {"only LF", post + " HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n"},
      {"bare CR", head + "X: a\rContent-Length: 5\r\n\r\n" + body},
      {"NUL", head + std::string("X: a\0b\r\n", 8) + whole + "\r\n" + body},
      {"no colon", head + "Content-Length\r\n\r\n" + body},
      {"no host", post + " HTTP/1.1\r\nContent-Length: 0\r\n\r\n"},
      {"two hosts",
       post + " HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n" + whole + "\r\n" + body},
      {"chunks in HTTP/1.0",
       post + " HTTP/1.0\r\nHost: localhost\r\n" + as_chunks + "\r\n" + chunks},
      {"HTTP/2", post + " HTTP/2.0\r\nHost: localhost\r\n\r\n"},
      {"HTTP/0.9", "GET " + path + "\r\n"},
      {"preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {"chunk size with a sign", head + as_chunks + "\r\n-1\r\n"},
      {"chunk size in no base", head + as_chunks + "\r\nxyz\r\n"},
      {"chunk size with a prefix", head + as_chunks + "\r\n0x5\r\nabcde\r\n0\r\n\r\n"},
      {"huge chunk", head + as_chunks + "\r\n10000000000000005\r\nabcde\r\n0\r\n\r\n"},
      {"chunk without its end", head + as_chunks + "\r\n1\r\nabcde\r\n0\r\n\r\n"},
      {"chunk size and LF", head + as_chunks + "\r\n5\nabcde\r\n0\r\n\r\n"},
  };
}

}  // namespace mcp::test

// The floor for stdio, the least that any server must do: read a line, parse it, make the response,
// print it, write it. With `write DIRECTORY`: the steps of writing a file (parse, hash, write)
// without a protocol around them.

#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "bytes/digest.hpp"
#include "framing/line_framer.hpp"
#include "json/parse.hpp"

namespace {

using mcp::Json;

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count <= 0) std::exit(1);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

Json echo(const Json& request) {
  const Json& text = request["params"]["arguments"]["text"];
  return {{"content", {{{"type", "text"}, {"text", text}}}}};
}

Json store(const Json& request, const std::string& directory) {
  const Json& arguments = request["params"]["arguments"];
  const auto& content = arguments["content"].get_ref<const std::string&>();
  const std::string path = directory + '/' + arguments["path"].get<std::string>();
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  write_all(file, content);
  ::close(file);
  return {{"content", Json::array()},
          {"structuredContent", {{"sha256", mcp::sha256_hex(content)}}}};
}

}  // namespace

int main(int argc, char** argv) {
  const std::string directory = argc > 2 ? argv[2] : "";
  mcp::LineFramer framer(std::size_t{64} << 20);
  std::string out;
  while (true) {
    const auto space = framer.space();
    const ssize_t count = ::read(STDIN_FILENO, space.data(), space.size());
    if (count <= 0) return 0;
    framer.commit(static_cast<std::size_t>(count));
    out.clear();
    while (const auto line = framer.next()) {
      const Json request = mcp::json::parse(std::get<mcp::json::PaddedText>(*line)).value();
      if (!request.contains("id")) continue;
      const bool is_call = request["method"] == "tools/call";
      Json result = Json::object();
      if (is_call) result = directory.empty() ? echo(request) : store(request, directory);
      mcp::append_text(
          out, Json{{"jsonrpc", "2.0"}, {"id", request["id"]}, {"result", std::move(result)}});
      out += '\n';
    }
    write_all(STDOUT_FILENO, out);
  }
}

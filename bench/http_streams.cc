// Opens many idle event streams, and prints how much memory of the server each takes:
// bench-http-streams PORT PID COUNT.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace {

long resident_kb(const std::string& pid) {
  std::ifstream status("/proc/" + pid + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
  }
  return 0;
}

std::string listen_request() {
  const std::string body = R"({"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{)"
                           R"("notifications":{"toolsListChanged":true},"_meta":{)"
                           R"("io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                           R"("io.modelcontextprotocol/clientCapabilities":{}}}})";
  return "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
         "Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2026-07-28\r\n"
         "Mcp-Method: subscriptions/listen\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

// Opens a stream and waits for its first event. Returns -1 when that fails.
int open_stream(int port, const std::string& request) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return -1;
  if (::send(fd, request.data(), request.size(), 0) < 0) return -1;
  std::string got;
  char buffer[4096];
  while (got.find("acknowledged") == std::string::npos) {
    const ssize_t count = ::recv(fd, buffer, sizeof buffer, 0);
    if (count <= 0) return -1;
    got.append(buffer, static_cast<std::size_t>(count));
  }
  return fd;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const int port = std::atoi(argv[1]);
  const std::string pid = argv[2];
  const int count = std::atoi(argv[3]);
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  const std::string request = listen_request();
  const long before = resident_kb(pid);
  std::vector<int> streams;
  for (int i = 0; i < count; ++i) {
    const int fd = open_stream(port, request);
    if (fd < 0) break;
    streams.push_back(fd);
  }
  const long used = resident_kb(pid) - before;
  std::printf("{\"streams\":%zu,\"kb_per_stream\":%.2f}\n", streams.size(),
              static_cast<double>(used) / static_cast<double>(streams.size()));
  return streams.size() == static_cast<std::size_t>(count) ? 0 : 1;
}

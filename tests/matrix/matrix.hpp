#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "mcp/client/client.hpp"
#include "mcp/client/http.hpp"
#include "support/failure.hpp"
#include "support/http_host.hpp"
#include "support/mount_host.hpp"
#ifdef MCP_THROUGH_PROXY
#include "proxy/proxied_server.hpp"
#endif

namespace mcp::test {

/// The transport of the messages.
enum class Transport { memory, stdio, beast, httplib };

struct Cell {
  Era era;
  Transport transport;
  /// The side of the proxy's servers, when the client is connected to `mcp-client proxy`.
  std::optional<Era> far_era = {};
  Transport far_transport = Transport::stdio;
};

inline std::string to_string(Era era, Transport transport) {
  constexpr const char* transports[] = {"Memory", "Stdio", "Beast", "Httplib"};
  return std::string(era == Era::modern ? "Modern" : "Legacy") +
         transports[static_cast<int>(transport)];
}

inline std::string to_string(const Cell& cell) {
  const std::string near = to_string(cell.era, cell.transport);
  return cell.far_era ? near + "To" + to_string(*cell.far_era, cell.far_transport) : near;
}

#ifdef MCP_THROUGH_PROXY
/// The 16 cells of {era} x {transport} on both sides of the proxy.
inline std::vector<Cell> cells() {
  std::vector<Cell> cells;
  for (const Era era : {Era::modern, Era::legacy}) {
    for (const Transport transport : {Transport::stdio, Transport::beast}) {
      for (const Era far_era : {Era::modern, Era::legacy}) {
        for (const Transport far_transport : {Transport::stdio, Transport::beast}) {
          cells.push_back({era, transport, far_era, far_transport});
        }
      }
    }
  }
  return cells;
}
#else

inline std::vector<Cell> cells() {
  std::vector<Cell> cells;
  for (const Era era : {Era::modern, Era::legacy}) {
    for (const Transport transport :
         {Transport::memory, Transport::stdio, Transport::beast, Transport::httplib}) {
      cells.push_back({era, transport});
    }
  }
  return cells;
}
#endif

inline void PrintTo(const Cell& cell, std::ostream* out) {
  *out << to_string(cell);
}

/// A client of the feature server, in one cell of {era} x {transport}. The expectations are the
/// same in all cells; where the eras differ on the wire, `spelled` takes both values.
class Matrix : public ::testing::TestWithParam<Cell> {
 protected:
  Client connect(ClientOptions options = {}) {
    options.era = GetParam().era;
#ifdef MCP_THROUGH_PROXY
    proxied_ = std::make_unique<ProxiedServer>(GetParam().far_transport == Transport::beast,
                                               GetParam().far_era.value());
    return proxied_->connect(GetParam().transport == Transport::beast, std::move(options));
#endif
    if (GetParam().transport == Transport::stdio) {
      return Client::connect(spawn({.command = {MCP_BINARY_DIR "/feature-server"}}),
                             std::move(options));
    }
    if (GetParam().transport == Transport::beast) {
      beast_ = std::make_unique<HttpHost>(
          http::ListenerOptions{.threads = 2, .drain = std::chrono::seconds(1)});
      return connect_to(beast_->port(), std::move(options));
    }
    if (GetParam().transport == Transport::httplib) {
      httplib_ = std::make_unique<MountHost>();
      return connect_to(httplib_->port(), std::move(options));
    }
    server_ = std::make_unique<FeatureServer>();
    return Client::connect(in_process([this](std::shared_ptr<Sink> sink) {
                             return server_->connect(std::move(sink));
                           }),
                           std::move(options));
  }

  bool modern() const {
    return GetParam().era == Era::modern;
  }
  /// Whether the server itself, perhaps behind the proxy, speaks 2026-07-28.
  bool server_is_modern() const {
    return GetParam().far_era.value_or(GetParam().era) == Era::modern;
  }

  /// The value for the era in use.
  template <class T>
  T spelled(T in_legacy, T in_modern) const {
    return modern() ? in_modern : in_legacy;
  }

  static std::string text_of_first(const CallToolResult& result) {
    return result.content.empty() ? "" : std::string(text_of(result.content.front()));
  }

 private:
  static Client connect_to(std::uint16_t port, ClientOptions options) {
    return Client::connect(over_http({.url = "http://127.0.0.1:" + std::to_string(port) + "/mcp"}),
                           std::move(options));
  }

#ifdef MCP_THROUGH_PROXY
  std::unique_ptr<ProxiedServer> proxied_;
#endif
  std::unique_ptr<FeatureServer> server_;
  std::unique_ptr<HttpHost> beast_;
  std::unique_ptr<MountHost> httplib_;
};

inline std::string name_of(const ::testing::TestParamInfo<Cell>& info) {
  return to_string(info.param);
}

#define MCP_MATRIX(Suite) \
  INSTANTIATE_TEST_SUITE_P(Eras, Suite, ::testing::ValuesIn(cells()), name_of)

}  // namespace mcp::test
